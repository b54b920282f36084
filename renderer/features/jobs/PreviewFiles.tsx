import type { JobKind, JobPreview } from '#contract/job';
import { counted, cutMiddle } from '../../lib/words';
import { Amount } from '../../ui/Amount';
import { ArrowRightIcon } from '../../ui/icons/stock';
import styles from './Preview.module.css';

type PreviewFilesProps = { readonly preview: JobPreview };
type LargestFile = JobPreview['largest'][number];

/** Files named one by one; the rest is the same in small. */
const shownFiles = 4;
const nameLength = 44;

/** The largest files of a job, with the name that each will have. */
export function PreviewFiles({ preview }: PreviewFilesProps) {
  const files = preview.largest.slice(0, shownFiles);
  if (files.length === 0) return null;
  const rest = preview.threads - files.length;
  return (
    <section aria-labelledby="preview-files">
      <div className={styles['sectionHead']}>
        <h3 id="preview-files">{preview.kind === 'verify' ? 'Largest files' : 'What happens to which file'}</h3>
        {rest > 0 ? <span>and {counted(rest, 'smaller one')} in the same way</span> : null}
      </div>
      <ul>
        {files.map((file) => (
          <li key={file.id} className={styles['file']}>
            <span className={styles['fileWords']}>
              <span className={styles['fileTitle']}>
                {file.title} <span className={styles['quiet']}>· {file.project}</span>
              </span>
              <FileName file={file} kind={preview.kind} />
            </span>
            <Sizes file={file} isRestore={preview.kind === 'restore'} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sizes({ file, isRestore }: { readonly file: LargestFile; readonly isRestore: boolean }) {
  return (
    <span className={styles['sizes']}>
      <Amount bytes={file.physicalBytes} />
      {isRestore ? (
        <>
          <ArrowRightIcon />
          <Amount bytes={file.logicalBytes} />
        </>
      ) : null}
    </span>
  );
}

type FileNameProps = { readonly file: LargestFile; readonly kind: JobKind };

function FileName({ file, kind }: FileNameProps) {
  if (kind === 'compress') return <NameGained file={file} />;
  if (kind === 'restore') return <NameLost file={file} />;
  return (
    <span className={styles['fileName']} title={file.fileName}>
      {cutMiddle(file.fileName, nameLength, 14)}
    </span>
  );
}

function NameGained({ file }: { readonly file: LargestFile }) {
  return (
    <span className={styles['fileName']} title={`${file.fileName}.zst`}>
      {cutMiddle(file.fileName, nameLength, 14)}
      <ins>.zst</ins>
    </span>
  );
}

function NameLost({ file }: { readonly file: LargestFile }) {
  return (
    <span className={styles['fileName']} title={file.fileName}>
      {cutMiddle(file.fileName.replace(/\.zst$/, ''), nameLength, 14)}
      <del>.zst</del>
    </span>
  );
}
