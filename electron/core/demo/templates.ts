import { ADJECTIVES, IDENTIFIERS, NOUNS, pathIn, TYPE_NAMES, VERB_FORMS, WORDS } from './vocabulary';
import type { Language } from './vocabulary';
import type { Random } from './random';

/** A line of text with gaps, ready to be filled. */
export type Template = { readonly head: string; readonly gaps: readonly Gap[] };
type Gap = { readonly fill: Fill; readonly tail: string };
type Fill = (random: Random, language: Language) => string;

/** What a letter in braces stands for. */
const FILLS: Readonly<Record<string, Fill>> = {
  /** identifier */
  i: (random) => random.pick(IDENTIFIERS),
  /** type name */
  T: (random) => random.pick(TYPE_NAMES),
  /** word */
  w: (random) => random.pick(WORDS),
  /** phrase of three words */
  s: (random) => `${random.pick(ADJECTIVES)} ${random.pick(NOUNS)} ${random.pick(NOUNS)}`,
  /** adjective */
  a: (random) => random.pick(ADJECTIVES),
  /** noun */
  n: (random) => random.pick(NOUNS),
  /** verb, as in "to verify" */
  v: (random) => random.pick(VERB_FORMS).base,
  /** verb, as in "it verifies" */
  V: (random) => random.pick(VERB_FORMS).third,
  /** path of a file */
  p: (random, language) => pathIn(random, language),
  /** hexadecimal number */
  h: (random) => random.word().toString(16),
  /** number, small ones as often as large ones */
  N: (random) => String(random.chance(0.5) ? random.below(100) : random.below(65_536)),
  /** digit */
  d: (random) => String(random.below(10)),
};

export function fillTemplate(template: Template, random: Random, language: Language): string {
  let text = template.head;
  for (const { fill, tail } of template.gaps) text += fill(random, language) + tail;
  return text;
}

/** Compiles one template for each line after the first; a `|` marks where an indented or empty line begins. */
function compileLines(text: string): readonly Template[] {
  const [, ...lines] = text.split('\n');
  return lines.map((line) => compile(line.replace(/^ *\|?/, '')));
}

function compile(line: string): Template {
  const [head = '', ...rest] = line.split(/\{([a-zA-Z])\}/);
  const gaps: Gap[] = [];
  for (let index = 0; index < rest.length; index += 2) {
    const fill = FILLS[rest[index] ?? ''];
    if (fill === undefined) throw new Error(`unknown gap in template: ${line}`);
    gaps.push({ fill, tail: rest[index + 1] ?? '' });
  }
  return { head, gaps };
}

export const CODE_LINES: Readonly<Record<Language, readonly Template[]>> = {
  typescript: compileLines(`
    export async function {i}({i}: {T}, {i}: {T}): Promise<{T}> {
    const {i} = await {i}.{i}({i}, {N});
    const { {i}, {i} } = {i}({i});
    if ({i}.{i} === null || {i}.{i} > {N}) {
    return {i}.{i}(({i}) => {i}.{i} !== {i});
    import { {i}, {i} } from './{i}';
    throw new {T}(\`{s}: \${ {i} }\`);
    // {s}, {s}
    test('{V} the {s}', async () => {
    expect({i}({i})).toEqual({ {i}: {N}, {i}: '{w}' });
    export type {T} = { readonly {i}: {T}; readonly {i}: number };
    for (const {i} of {i}.{i}.values()) {
    |}
    |});
    |`),
  python: compileLines(`
    def {i}(self, {i}: {T}, *, {i}: int = {N}) -> {T}:
    async with self.{i}.{i}({i}) as {i}:
    for {i}, {i} in {i}.{i}.items():
    if {i} is None or {i}.{i} >= {N}:
    raise {T}(f"{s}: {h}")
    from {i}.{i} import {T}, {T}
    self.{i}: dict[str, {T}] = {}
    return [{i} for {i} in {i} if {i}.{i}]
    log.warning("{s} %s", {i})
    # {s}, {s}
    assert {i}({i}).{i} == {N}
    @dataclass(frozen=True)
    class {T}({T}):
    |`),
  rust: compileLines(`
    pub async fn {i}(&self, {i}: &{T}) -> Result<{T}, {T}> {
    let {i} = self.{i}.{i}({i}).await?;
    match {i}.{i}() {
    Ok({i}) if {i}.{i} > {N} => {i}.{i}({i}),
    Err({T}::{T}({i})) => return Err({i}.into()),
    use crate::{i}::{ {T}, {T} };
    #[derive(Debug, Clone, PartialEq)]
    pub struct {T} {
    pub {i}: Option<{T}>,
    /// {s}, {s}
    tracing::debug!({i} = %{i}, "{s}");
    assert_eq!({i}.{i}, {N});
    impl From<{T}> for {T} {
    |}
    |`),
  go: compileLines(`
    func ({i} *{T}) {T}(ctx context.Context, {i} {T}) (*{T}, error) {
    {i}, err := {i}.{T}(ctx, {i}, {N})
    if err != nil {
    return nil, fmt.Errorf("{s}: %w", err)
    for _, {i} := range {i}.{T} {
    // {T} {V} the {s}.
    defer {i}.Unlock()
    t.Run("{s}", func(t *testing.T) {
    {T} {T} \`json:"{i},omitempty"\`
    case {i} := <-{i}.{i}:
    type {T} struct {
    |}
    |`),
  java: compileLines(`
    public Optional<{T}> {i}(final {T} {i}, final {T} {i}) {
    private final {T} {i};
    return {i}.stream().filter({T}::{i}).map({i}::{i}).toList();
    if ({i}.{i}() > {N} && !{i}.isEmpty()) {
    throw new {T}("{s}: " + {i});
    import org.example.{i}.{T};
    @Override
    assertThat({i}.{i}()).isEqualTo({N});
    /** {s}, {s}. */
    |}
    |`),
  sql: compileLines(`
    SELECT {i}.{i}, count(*) AS {i}
    FROM {i} AS {i} LEFT JOIN {i} ON {i}.{i} = {i}.{i}
    WHERE {i}.{i} >= {N} AND {i} IS NOT NULL
    GROUP BY {i}, {i} HAVING count(*) > {N};
    ALTER TABLE {i} ADD COLUMN {i} BIGINT NOT NULL DEFAULT {N};
    CREATE UNIQUE INDEX {i}_{i} ON {i} ({i}, {i});
    INSERT INTO {i} ({i}, {i}) VALUES ({N}, '{w}');
    -- {s}, {s}
    |`),
  shell: compileLines(`
    set -euo pipefail
    {i}="$(jq -r '.{i}.{i}' "{p}")"
    if [ "\${#{i}}" -gt {N} ]; then
    printf '%s\\n' "{s}" >&2
    for {i} in {w} {w} {w}; do
    install -D -m 644 "{p}" "build/{i}.{N}"
    curl --fail "https://{w}.example.org/{i}/{h}" -o "{i}"
    # {s}, {s}
    |done
    |fi
    |`),
};

export const LOG_LINES = compileLines(`
  INFO  {i}: {V} the {s} id={h} took={N}ms
  DEBUG {i}.{i}: {s} {i}={N} {i}={w}
  WARN  {i}: {s}, attempt {d} of 5
  INFO  http: POST /{n}/{N}/{n} 20{d} {N}b {d}ms trace={h}{h}
  ERROR {i}: cannot {v} the {s}: {T}({N})
  TRACE {i}: -> {i}({h}, {N})
  INFO  db: {s} rows={N} plan={h}`);

export const TEST_LINES = compileLines(`
  |  ✓ {V} the {s} ({d} ms)
  |  ✓ {V} a {a} {n} ({d} ms)
  PASS {p} ({d}.{N} s)
  test {i}::{i}::{V}_{n} ... ok
  test {i}::{i}::{i} ... FAILED
  |    at {i}.{i} ({p}:{N}:{d})
  === RUN   Test{T}/{V}_{a}_{n}
  --- PASS: Test{T} (0.{d}s)
  {p}:{N}:{d}: warning: {s} [{i}]
  |   Compiling {i} v{d}.{d}.{d}`);

export const LISTING_LINES = compileLines(`
  -rw-r--r--  1 mira mira {N} Nov {d} 1{d}:4{d} {p}
  {p}:{N}:  {i}.{i}({i})
  {p}
  {h}{h} {p}
  | M {p}
  {N}\t{p}
  {p}:{N}: {s}`);

export const SENTENCES = compileLines(`
  The {a} {n} {V} the {n} before the {a} {n} can {v} it.
  \`{i}\` in \`{p}\` {V} the {n}, but the {a} {n} never {V} its {n}.
  I checked the {s}: it {V} {N} {n}s and then {V} the {a} {n}.
  When the {n} is {a}, \`{i}\` should {v} the {s} instead.
  That explains why the {s} looks {a} after {N} ms.
  Next I will {v} the {n} and {v} the {s}.
  There are {d} callers of \`{i}\`; the one in \`{p}\` is {a}.
  A {a} {n} would {v} the {n} without a {a} {n}.
  The {n} test is {a} because the {s} {V} the {n} twice.
  Nothing else {V} \`{T}\`, so the {s} can go.
  Only the {a} {n} still needs to {v} the {a} {n} and the {n}.
  To {v} the {s} we first {v} the {n}, then {v} what the {n} left behind.
  Both the {s} and the {a} {n} now {v} \`{i}\` with a {a} {n}.
  The {n} and the {n} disagree about which {a} {n} {V} the {n} at line {N}.`);
