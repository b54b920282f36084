import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from 'playwright/test';
import { resize, screen, setTheme, type LaunchedApp } from './app';

const usual = { width: 1280, height: 800 } as const;
const others = [
  { width: 960, height: 640 },
  { width: 1920, height: 1200 },
] as const;

type ShowOptions = {
  /** Also in the smallest window and in a large one. */
  readonly sizes?: boolean;
};

/**
 * Takes a picture of what is on show in light and in dark, as `<name>-light.png`, and lets axe look at it each time. In
 * other sizes it is `<name>-light-960.png`; axe looks once more at the smallest, where the order changes.
 */
export async function show(launched: LaunchedApp, name: string, { sizes = false }: ShowOptions = {}): Promise<void> {
  const { page } = launched;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const size of [usual, ...(sizes ? others : [])]) {
    await resize(launched, size.width, size.height);
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(launched, theme);
      const picture = `${name}-${theme}${size === usual ? '' : `-${size.width}`}`;
      await screen(page, picture);
      const isLookedAt = size === usual || (size.width < usual.width && theme === 'light');
      if (isLookedAt) expect.soft(await violations(page), `axe, ${picture}`).toEqual([]);
    }
  }
  if (sizes) await resize(launched, usual.width, usual.height);
}

/** What axe finds, a line each: the rule and where. */
async function violations(page: Page): Promise<readonly string[]> {
  // Electron opens no second page, in which axe would put its findings together.
  const found = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze();
  const tooltips = await page.locator('[data-radix-popper-content-wrapper]:has([role="tooltip"])').count();
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.flatMap(({ target, failureSummary }) => {
      const where = target.join(' ');
      // A tooltip belongs to its button, which it describes, and to no landmark: the rule knows dialogs only.
      if (id === 'region' && tooltips > 0 && where.includes('data-radix-popper-content-wrapper')) return [];
      return [`${id} (${help}) at ${where}: ${failureSummary?.split('\n').slice(1).join(' ').trim() ?? ''}`];
    }),
  );
}
