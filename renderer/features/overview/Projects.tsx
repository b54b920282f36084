import type { ProjectUsage, Usage } from '#contract/store';
import { formatCount } from '../../lib/format';
import { counted } from '../../lib/words';
import { Amount } from '../../ui/Amount';
import { Key } from '../../ui/Key';
import { SizeBar } from '../../ui/SizeBar';
import { type RovingFocus, useRovingFocus } from '../../ui/useRovingFocus';
import styles from './Bytes.module.css';
import { projectParts, projectScale } from './projectParts';

type ProjectsProps = { readonly usage: Usage; readonly onShowProject: (project: string) => void };

/** Where the bytes are: every project on one scale, largest first; a row leads to the project's threads. */
export function Projects({ usage, onShowProject }: ProjectsProps) {
  const { projects, projectCount, threads } = usage;
  const roving = useRovingFocus(projects.length);
  const scaleBytes = projectScale(projects);
  return (
    <section className={styles['section']} aria-labelledby="projects">
      <header className={styles['head']}>
        <h2 id="projects">Where the bytes are</h2>
        <span>
          {counted(projectCount, 'project')} · {counted(threads, 'thread')}
        </span>
      </header>
      <div className={styles['table']} role="table" aria-labelledby="projects">
        <Columns />
        <div className={styles['rows']} role="rowgroup" {...roving.list}>
          {projects.map((project, index) => (
            <ProjectRow
              key={project.project}
              project={project}
              scaleBytes={scaleBytes}
              focus={roving.item(index)}
              onShow={() => onShowProject(project.project)}
            />
          ))}
        </div>
      </div>
      <p className={styles['foot']}>
        Filled: on disk, by state. Outlined: full size.
        {projects.length < projectCount
          ? ` ${formatCount(projectCount - projects.length)} smaller projects are in Threads.`
          : ''}
        <span className={styles['push']} />
        <Key>↑</Key>
        <Key>↓</Key> move <Key>⏎</Key> show its threads
      </p>
    </section>
  );
}

function Columns() {
  return (
    <div role="rowgroup" className={styles['headGroup']}>
      <div className={`${styles['row'] ?? ''} ${styles['columns'] ?? ''}`} role="row">
        <span role="columnheader">Project</span>
        <span role="columnheader" className={styles['number']}>
          Threads
        </span>
        <span role="columnheader">By state</span>
        <span role="columnheader" className={styles['onDisk']}>
          On disk
        </span>
        <span role="columnheader" className={styles['number']}>
          Full size
        </span>
      </div>
    </div>
  );
}

type ProjectRowProps = {
  readonly project: ProjectUsage;
  readonly scaleBytes: number;
  readonly focus: ReturnType<RovingFocus['item']>;
  readonly onShow: () => void;
};

function ProjectRow({ project, scaleBytes, focus, onShow }: ProjectRowProps) {
  return (
    <div className={styles['row']} role="row">
      <span className={styles['name']} role="cell">
        <button type="button" title={project.project} onClick={onShow} {...focus}>
          {project.project === '' ? 'No project' : project.project}
        </button>
      </span>
      <span className={styles['number']} role="cell">
        {formatCount(project.threads)}
      </span>
      <span role="cell">
        <SizeBar parts={projectParts(project)} fullBytes={project.logicalBytes} scaleBytes={scaleBytes} />
      </span>
      <span className={styles['onDisk']} role="cell">
        <Amount bytes={project.physicalBytes} />
      </span>
      <span className={styles['number']} role="cell">
        <Amount bytes={project.logicalBytes} />
      </span>
    </div>
  );
}
