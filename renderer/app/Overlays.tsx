import { HelpDialog } from '../features/help/HelpDialog';
import { JobDialogs } from '../features/jobs/JobDialogs';
import { LeftAloneDialog } from '../features/overview/LeftAloneDialog';
import { Palette } from '../features/palette/Palette';

/** What lies over the window. */
export function Overlays() {
  return (
    <>
      <JobDialogs />
      <LeftAloneDialog />
      <HelpDialog />
      <Palette />
    </>
  );
}
