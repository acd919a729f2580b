// The types that the modules of the studio's page share. They are not part of the page, which the program contains:
// only the check `page` reads them.

// ---- answers of the API, see src/studio/API.md ----

interface Step {
  id: string;
  type: string;
  path: string | null;
  controls: { schema: any; defaults: any };
  result: { schema: any; mock: any };
  providers: string[];
}
interface Workflow {
  id: string;
  name: string | null;
  description: string | null;
  tags: string[];
  path: string | null;
  payload: { schema: any; example: any; mock: any };
  steps: Step[];
}
interface Warning {
  kind: string;
  workflow: string;
  step: string;
  pointer: string | null;
  message: string;
  location: string;
}
interface AgentInfo {
  id: string;
  path: string | null;
  handlers: string[];
}
interface Wire {
  method: string;
  target: string;
  headers: string[][];
  body: string;
  status: number;
  response: string;
}
interface Check {
  id: string;
  level: "ok" | "warn" | "bad";
  line: number | null;
  message: string;
  detail: string | null;
  snippet: string | null;
}
interface Failure {
  code: string;
  status: number;
  message: string;
  part: string;
  pointer: string | null;
  line: number | null;
  column: number | null;
  violations: { pointer: string; message: string }[];
  causes: string[];
  next: string;
  again: { after: number; attempt: number; of: number } | null;
  path: string | null;
  took: number | null;
}
/** Of a preview; a turn of an agent has some of it. */
interface Answer {
  ok: boolean;
  outputs: any;
  providers: Record<string, any>;
  skip: boolean | null;
  controls: any;
  inputs: { payload: any; state: any };
  removed: { pointer: string; html: string }[];
  text?: string;
  times: Record<string, number>;
  checks?: Check[];
  wire: Wire;
  error: Failure;
  /** Of an exchange. */
  attempt?: number;
}
type Exchange = Answer & { run: number; step: string };
interface Happening {
  at: number;
  run: number;
  step?: string;
  what: string;
  until?: any;
  into?: number;
  count?: number;
  attempt?: any;
  status?: number | string;
  took?: number;
  exchange?: any;
}
interface Run {
  ok: boolean;
  error: Failure;
  runs: { event: number; status: string }[];
  happenings: Happening[];
  exchanges: Exchange[];
  clock: number;
  cut: boolean;
}

// ---- the state of the page ----

interface Place {
  kind: string;
  workflow?: string;
  step?: string;
  agent?: string;
}
interface Planned {
  at: number;
  to: string;
  payload: any;
}
interface Inputs {
  events: Planned[];
  /** The event whose payload is shown. */
  event: number;
  /** Subscribers by id. */
  people: Record<string, any>;
  context: any;
  env: any;
  /** By step. */
  controls: Record<string, any>;
  /** By step. */
  results: Record<string, any>;
  /** By step. */
  fail: Record<string, number[]>;
  /** Custom steps that may run. */
  real: string[];
  start: string;
}
/** A message, an approval or a request in a transcript. */
interface Said {
  files?: any[];
  edits?: any[];
  reactions?: any[];
  options?: any[];
  [name: string]: any;
}
/** The answer to a turn. */
interface Turned extends Answer {
  sent?: any[];
  effects?: any[];
  state?: any;
}
/** A conversation with an agent. */
interface Talk {
  platform: string;
  transport: string;
  people: Record<string, any>;
  /** The person who speaks. */
  by: string;
  context: any;
  state: { transcript: Said[]; [name: string]: any } | null;
  turns: { do: any; fail: number[]; answer: Turned }[];
  /** The turns of a link that were not played yet. */
  script: { do: any; fail: number[] }[];
}

// ---- parts of the page ----

type ElementOf<T extends string> = T extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[T] : HTMLElement;
type Made<T extends string> = T extends `${infer K}.${string}` ? ElementOf<K> : ElementOf<T>;
type Child = Node | string | number | null | undefined | false;
type Children = Child | Child[] | Child[][];
type Props = Record<string, any>;
type Paint = (text: string) => (Node | string)[];
interface Variable {
  name: string;
  sample?: any;
}
/** The values of a form. */
interface Values {
  /** Set by a person. */
  given: any;
  /** Used, with mocks and defaults. */
  shown: any;
  /** Whether values that are only shown are mocks. */
  grey?: boolean;
  /** By pointer. */
  errors: Map<string, string>;
  /** Controls after rendering. */
  rendered?: any;
}
interface Field {
  el: HTMLElement;
  sync: (v: Values) => void;
}
/** One of the schemas that a value may have. */
interface Branch {
  name: string;
  schema: any;
}
interface FormOptions {
  change: (pointer: string, value: any) => void;
  variables?: (() => Variable[]) | undefined;
  prefix: string;
}
interface Section {
  el: HTMLElement;
  sync: () => void;
}
type Act = (action: { id: string; value: any; label: string }) => void;
