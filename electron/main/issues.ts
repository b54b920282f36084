type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** What zod found wrong, in one line: the first three issues with their place. Names places and types, never the values found there. */
export function describeIssues(issues: readonly Issue[]): string {
  const said = issues.slice(0, 3).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
  });
  if (issues.length > said.length) said.push(`and ${issues.length - said.length} more`);
  return said.join('; ');
}
