import type { JobKind } from '#contract/job';
import { PressIcon, RestoreIcon, VerifyIcon } from './product';

/** What a job does, as a picture; a word always stands beside it. */
export function JobIcon({ kind }: { readonly kind: JobKind }) {
  switch (kind) {
    case 'compress':
    case 'recompress':
      return <PressIcon />;
    case 'restore':
      return <RestoreIcon />;
    case 'verify':
      return <VerifyIcon />;
  }
}
