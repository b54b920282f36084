import type { ReactNode } from 'react';
import styles from './HealthPage.module.css';

type SectionProps = {
  readonly id: string;
  readonly title: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
};

/** A part of the page: its head over a hairline, and at the end of the head a word or a link. */
export function Section({ id, title, end = null, children }: SectionProps) {
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <header className={styles['sectionHead']}>
        <h2 id={id}>{title}</h2>
        <span>{end}</span>
      </header>
      {children}
    </section>
  );
}
