// @ts-check
// npm run build
import { buildApp } from './runtime/buildApp.mjs';
import { endChildrenWithUs } from './runtime/processes.mjs';
import { runMain } from './runtime/say.mjs';

endChildrenWithUs();
await runMain(buildApp);
