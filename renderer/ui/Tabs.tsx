import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';

type TabsProps<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly tabs: readonly { readonly id: T; readonly word: string }[];
  /** The list of tabs and their contents, in this order, wherever each belongs. */
  readonly children: ReactNode;
};

/** Several views of one thing: arrow keys go from tab to tab. Put a `TabList` and a `TabContent` each inside. */
export function Tabs<T extends string>({ value, onChange, tabs, children }: Omit<TabsProps<T>, 'label'>) {
  const handleChange = (next: string) => {
    const tab = tabs.find(({ id }) => id === next);
    if (tab !== undefined) onChange(tab.id);
  };
  return (
    <Radix.Root asChild value={value} onValueChange={handleChange}>
      {children}
    </Radix.Root>
  );
}

export function TabList<T extends string>({ label, tabs }: Pick<TabsProps<T>, 'label' | 'tabs'>) {
  return (
    <Radix.List className={styles['list']} aria-label={label}>
      {tabs.map(({ id, word }) => (
        <Radix.Trigger key={id} value={id} className={styles['tab']}>
          {word}
        </Radix.Trigger>
      ))}
    </Radix.List>
  );
}

export function TabContent({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Radix.Content value={id} className={styles['content']} tabIndex={-1}>
      {children}
    </Radix.Content>
  );
}
