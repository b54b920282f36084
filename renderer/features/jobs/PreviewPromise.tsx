import { useState } from 'react';
import { LinkButton } from '../../ui/Button';
import { PromiseList } from '../../ui/PromiseList';
import styles from './Preview.module.css';

type PreviewPromiseProps = { readonly firstTime: boolean };

/** The promise: in five lines before the first compression, in one line and a link afterwards. */
export function PreviewPromise({ firstTime }: PreviewPromiseProps) {
  const [isAsked, setIsAsked] = useState(false);
  if (firstTime || isAsked) {
    return (
      <div className={styles['promise']}>
        <PromiseList />
      </div>
    );
  }
  return (
    <p className={styles['oneLine']}>
      A file goes only after its compressed twin was read back and found equal.{' '}
      <LinkButton onClick={() => setIsAsked(true)}>The whole promise</LinkButton>
    </p>
  );
}
