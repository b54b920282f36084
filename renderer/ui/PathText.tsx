type PathTextProps = { readonly text: string; readonly path: string };

/** A sentence from the engine with the path that it names set as code. */
export function PathText({ text, path }: PathTextProps) {
  const [before = '', ...rest] = text.split(path);
  if (path === '' || rest.length === 0) return text;
  return (
    <>
      {before}
      <code>{path}</code>
      {rest.join(path)}
    </>
  );
}
