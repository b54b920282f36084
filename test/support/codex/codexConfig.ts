import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a config.toml that sends Codex to the mock: new threads, and old ones of the built-in provider "openai", which
 * Codex resumes with no other. `extra` is TOML for the top level. Replaces the one that is there.
 */
export function writeCodexConfig(home: string, mockUrl: string, extra = ''): void {
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(
    path.join(home, 'config.toml'),
    `model = "mock-model"
model_provider = "mock"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
openai_base_url = "${mockUrl}"
${extra}

[analytics]
enabled = false

[features]
enable_request_compression = false

[model_providers.mock]
name = "mock"
base_url = "${mockUrl}"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`,
  );
}

/** The environment of a Codex that must neither find an account nor look for one. */
export function codexEnvironment(home: string): NodeJS.ProcessEnv {
  return { RUST_LOG: 'warn', ...process.env, OPENAI_API_KEY: 'none', CODEX_HOME: home };
}
