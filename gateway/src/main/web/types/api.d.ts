// Made from openapi.json by WebTypesTest (-Dweir.write=true writes it): what the API answers.

export type Any = {[name: string]: Any} | Any[] | string | number | number | boolean | null;

export type AnyJson = string | number | number | boolean | {[name: string]: AnyJson} | AnyJson[] | null;

export type Audience = {
  teams?: string[] | string;
  users?: string[] | string;
};

export type AuditEntry = {
  seq: number;
  at: string;
  actor: {
    kind: string;
    id: string;
    name: string;
  };
  action: string;
  subject: {
    kind: string;
    id: string;
    name: string;
  };
  before?: Any;
  after?: Any;
  hash: string;
};

export type AuditPage = {
  items: AuditEntry[];
  next: string | null;
};

export type AuditReport = {
  intact: boolean;
  entries: number;
  last: number;
  hash: string;
  faults: ({
    kind: 'edited' | 'unchained' | 'missing' | 'cut' | 'rewritten';
    seq: number;
    up_to: number;
    message: string;
  })[];
};

export type Base64 = {
  base64: string;
};

export type Change = {
  kind: 'request_field_dropped' | 'response_field_withheld' | 'resent' | 'error_event_added' | 'request_field_replaced' | 'model_replaced' | 'response_field_added' | 'query_parameter_dropped' | 'redacted_on_record' | 'redacted_before_sending' | 'fell_back' | 'decoded_on_record' | 'key_masked';
  name: string;
};

export type CheckedKey = {
  id: string;
  name: string;
  provider: string;
  destination: string;
  field: string;
  sharing: 'everyone' | 'teams' | 'users' | 'own';
  with?: string[];
  weight: number;
  version: number;
  last_four: string;
  created_at: string;
  created_by: string;
  disabled: boolean;
  checked_at?: string;
  check: string;
};

export type Chunks = {
  items: ({
    atUs: number;
    bytes: number;
  })[];
};

export type Client = {
  address: string;
  tls: string | null;
};

export type Completions = {
  start: number;
  end: number;
  typed: string;
  field: string | null;
  items: ({
    text: string;
    kind: 'name' | 'operator' | 'value' | 'keyword';
    meaning: string;
  })[];
};

export type ContextPage = {
  items: ContextWindow[];
  next: string | null;
};

export type ContextParts = {
  exchange: string;
  reading: 'full' | 'partly' | 'not';
  messages: number;
  tools: number;
  total: number;
  chars: {[name: string]: number};
  media: number;
  base64: number;
  elsewhere: boolean;
  parts: ({
    place: string;
    group: 'tools' | 'system' | 'user' | 'assistant' | 'thinking' | 'tool_calls' | 'tool_results' | 'other';
    name: string | null;
    chars: number;
    start: string;
    marked: boolean;
  })[];
  left: number;
};

export type ContextWindow = {
  exchange: string;
  reading: 'full' | 'partly' | 'not';
  messages: number;
  tools: number;
  total: number;
  chars: {[name: string]: number};
  media: number;
  base64: number;
  elsewhere: boolean;
};

export type Derived = {
  id: string;
  startedAt: string;
  provider: string;
  dialect: string;
  endpoint: string;
  path: string;
  status: number;
  outcome: string;
  endReason: string;
  error: string | null;
  requestedModel: string | null;
  answeredModel: string | null;
  stream: boolean;
  stop: string | null;
  stopWord: string | null;
  durationMs: number;
  firstTokenMs: number | null;
  requestBytes: number;
  responseBytes: number;
  caller: {
    client: string | null;
    clientVersion: string | null;
    user: string | null;
    team: string | null;
    repo: string | null;
    branch: string | null;
    tags: string[];
  };
  gateway: {
    route: string | null;
    key: string | null;
    token: string | null;
    rulings: ({
      rule: string;
      effect: 'refused' | 'warned' | 'would_refuse' | 'redacted' | 'would_redact';
    })[];
  } | null;
  place: {
    session: string;
    source: string;
    inferred: boolean;
    thread: string;
    turn: number;
    step: number;
    kind: string;
  } | null;
  usage: {[name: string]: number};
  cost: {
    usd: string | null;
    cacheSavedUsd: string | null;
    how: string;
    prices: string;
    tier: string | null;
    speed: string | null;
  };
  reading: 'full' | 'partly' | 'not';
  finding: string | null;
  tools: string[];
  has: string[];
};

export type DerivedPage = {
  items: Derived[];
  next: string | null;
};

export type Detail = {
  id: string;
  startedAt: string;
  provider: string;
  dialect: 'anthropic' | 'openai' | 'gemini' | 'ollama' | 'other';
  door: string;
  method: string;
  path: string;
  query: string;
  status: number;
  outcome: 'complete' | 'client_disconnect' | 'upstream_failed' | 'refused' | 'interrupted';
  endReason: 'complete' | 'client_cancel' | 'client_slow' | 'client_malformed' | 'connect_failed' | 'upstream_reset' | 'upstream_short' | 'upstream_malformed' | 'first_byte_timeout' | 'upstream_idle_timeout' | 'refused_policy' | 'refused_limit' | 'gateway_drain' | 'gateway_crash';
  endPhase: 'request' | 'connect' | 'headers' | 'body';
  errorCode: string | null;
  requestedModel: string | null;
  stream: boolean;
  tags: string[];
  requestBytes: number;
  responseBytes: number;
  capture: string;
  losses: ('mode' | 'spool_full' | 'spool_error' | 'crash' | 'spool_corrupt' | 'not_on_wire' | 'unredactable')[];
  durations: Durations;
  client: Client;
  request: Request;
  response: Response | null;
  upstream: Upstream | null;
  timeline: Timeline;
  gateway?: {[name: string]: any};
  changes: Change[];
};

export type DeviceCode = {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
};

export type DeviceError = {
  error: 'authorization_pending' | 'slow_down' | 'expired_token' | 'access_denied' | 'unsupported_grant_type';
  error_description: string;
};

export type DeviceToken = {
  access_token: string;
  token_type: string;
  expires_in: number;
  organisation: string;
  user?: string;
  email?: string;
  expires_at?: string;
};

export type DiffChange = {
  kind: 'added' | 'removed' | 'changed' | 'moved' | 'reordered' | 'marked';
  a: string | null;
  b: string | null;
  before: AnyJson;
  after: AnyJson;
  text: DiffText | null;
};

export type DiffExchange = {
  id: string;
  startedAt: string;
  provider: string;
  dialect: string;
  path: string;
  requestedModel: string | null;
  status: number;
};

export type DiffSide = {
  method: 'turn' | 'json' | 'text' | 'bytes';
  reason: string | null;
  same: boolean;
  relation: string | null;
  bytes: {
    a: number;
    b: number;
    same: boolean;
    firstDifference: number | null;
    shareOfA: number;
    shareOfB: number;
  };
  samePrefix: number;
  breaksAt: string | null;
  sections: ({
    name: string;
    a: number;
    b: number;
    same: number;
    changes: DiffChange[];
  })[];
  left: number;
};

export type DiffText = {
  method: 'characters' | 'lines' | 'replaced';
  a: number;
  b: number;
  firstDifference: number;
  runs: ({
    op: 'same' | 'removed' | 'added';
    length: number;
    text: string;
    end: string | null;
  })[];
};

export type Difference = {
  a: DiffExchange;
  b: DiffExchange;
  same: boolean;
  request: DiffSide | null;
  response: DiffSide | null;
};

export type Document = {
  id: string;
  name: string;
  version: number;
  changed_at: string;
  changed_by: string;
  owner?: string;
  identity?: boolean;
  spec: OrganisationSpec | UserSpec | TeamSpec | RouteSpec | PolicySpec | LimitSpec | RedactionSpec;
};

export type DocumentList = {
  items: Document[];
};

export type Done = {[name: string]: any};

export type Durations = {
  connectedMs: number | null;
  requestSentMs: number | null;
  firstByteMs: number | null;
  firstTokenMs: number | null;
  lastByteMs: number | null;
  totalMs: number | null;
};

export type Error = {
  error: {
    code: 'bad_request' | 'unauthenticated' | 'forbidden' | 'host_forbidden' | 'origin_forbidden' | 'route_not_found' | 'exchange_not_found' | 'session_not_found' | 'not_found' | 'conflict' | 'body_not_kept' | 'method_not_allowed' | 'already_running' | 'body_too_large' | 'uri_too_long' | 'unsupported_type' | 'not_decodable' | 'header_too_large' | 'too_many_tries' | 'internal' | 'archive_damaged' | 'overloaded';
    message: string;
    request_id: string;
    start?: number;
    end?: number;
    suggestion?: string;
  };
};

export type ExportLine = {
  id: string;
  startedAt: string;
  provider: string;
  dialect: 'anthropic' | 'openai' | 'gemini' | 'ollama' | 'other';
  door: string;
  method: string;
  path: string;
  query: string;
  status: number;
  outcome: 'complete' | 'client_disconnect' | 'upstream_failed' | 'refused' | 'interrupted';
  endReason: 'complete' | 'client_cancel' | 'client_slow' | 'client_malformed' | 'connect_failed' | 'upstream_reset' | 'upstream_short' | 'upstream_malformed' | 'first_byte_timeout' | 'upstream_idle_timeout' | 'refused_policy' | 'refused_limit' | 'gateway_drain' | 'gateway_crash';
  endPhase: 'request' | 'connect' | 'headers' | 'body';
  errorCode: string | null;
  requestedModel: string | null;
  stream: boolean;
  tags: string[];
  requestBytes: number;
  responseBytes: number;
  capture: string;
  losses: ('mode' | 'spool_full' | 'spool_error' | 'crash' | 'spool_corrupt' | 'not_on_wire' | 'unredactable')[];
  durations: Durations;
  client: Client;
  request: ExportRequest;
  response: ExportResponse | null;
  upstream: Upstream | null;
  timeline: Timeline;
  timelineNs: TimelineNs;
  gateway?: {[name: string]: any};
  changes: Change[];
};

export type ExportRequest = {
  method: string;
  target: string;
  version: string;
  headers: string[][];
  trailers: string[][];
  bytes: number;
  keptBytes: number;
  sha256: string | null;
  damaged: boolean;
  crc32c: string;
  chunks: number[][];
  body: Text | Base64 | null;
};

export type ExportResponse = {
  status: number;
  reason: string;
  version: string;
  headers: string[][];
  trailers: string[][];
  bytes: number;
  keptBytes: number;
  sha256: string | null;
  damaged: boolean;
  crc32c: string;
  chunks: number[][];
  body: Text | Base64 | null;
};

export type ImportReport = {
  format: 'jsonl' | 'har' | 'claude-code';
  imported: number;
  known: number;
  refused: number;
  passedOver: number;
  problems: ({
    at: number;
    reason: string;
  })[];
  broken: string | null;
};

export type Info = {
  version: string;
  proxy?: string;
  console?: string;
  data?: string;
  rules: boolean;
  gateway?: string;
  signInRequired: boolean;
  signIn?: {
    password: boolean;
    device: boolean;
    oidc?: string;
  };
  providers?: ({
    name: string;
    base: string;
    dialect: string;
    capture: string;
  })[];
  capture?: {
    mode: string;
    durability: string;
    onFull: string;
  };
};

export type Invitation = {
  token: string;
  expires_at: string;
};

export type Item = {
  id: string;
  startedAt: string;
  provider: string;
  dialect: 'anthropic' | 'openai' | 'gemini' | 'ollama' | 'other';
  door: string;
  method: string;
  path: string;
  query: string;
  status: number;
  outcome: 'complete' | 'client_disconnect' | 'upstream_failed' | 'refused' | 'interrupted';
  endReason: 'complete' | 'client_cancel' | 'client_slow' | 'client_malformed' | 'connect_failed' | 'upstream_reset' | 'upstream_short' | 'upstream_malformed' | 'first_byte_timeout' | 'upstream_idle_timeout' | 'refused_policy' | 'refused_limit' | 'gateway_drain' | 'gateway_crash';
  endPhase: 'request' | 'connect' | 'headers' | 'body';
  errorCode: string | null;
  requestedModel: string | null;
  stream: boolean;
  tags: string[];
  requestBytes: number;
  responseBytes: number;
  capture: string;
  losses: ('mode' | 'spool_full' | 'spool_error' | 'crash' | 'spool_corrupt' | 'not_on_wire' | 'unredactable')[];
  durations: Durations;
};

export type KeyList = {
  items: ProviderKey[];
};

export type LimitSpec = {
  subject?: 'key' | 'user' | 'team' | 'organisation' | 'route' | 'credential';
  of?: string;
  quantity?: 'requests' | 'tokens' | 'concurrent' | 'spend';
  amount: number | number | string;
  per?: 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month';
  zone?: string;
  soft?: number[];
  mode?: 'enforce' | 'warn' | 'dry_run';
  unpriced?: string;
  strict?: boolean;
};

export type Live = {
  status: 'ok';
};

export type Me = {
  organisation: string;
  role: 'owner' | 'admin' | 'member' | 'auditor';
  sign_in: boolean;
  user?: string;
  email?: string;
  teams: string[];
  token?: Token;
};

export type Message = {
  role: string;
  roleWord?: string;
  name?: string;
  parts: Part[];
  cacheMark?: string;
  rest?: Any;
};

export type Names = {
  models?: string[] | string;
  providers?: string[] | string;
  paths?: string[] | string;
  tools?: string[] | string;
  hosts?: string[] | string;
};

export type NewToken = {
  id: string;
  kind: 'virtual_key' | 'personal' | 'session';
  name: string;
  last_four: string;
  user?: string;
  team?: string;
  scope?: Scope;
  capture: string;
  created_at: string;
  expires_at?: string;
  revoked_at?: string;
  used_at?: string;
  token: string;
};

export type OrganisationSpec = {
  zone?: string;
  own_keys?: boolean;
  own_routes?: boolean;
};

export type Page = {
  items: Item[];
  next: string | null;
};

export type Part = {
  type: string;
  text?: string;
  chars?: number;
  citations?: ({
    type: string;
    title?: string;
    url?: string;
    quote?: string;
    raw: Any;
  })[];
  signature?: string;
  redacted?: boolean;
  id?: string;
  name?: string;
  form?: 'text' | 'invalid';
  arguments?: Any;
  serverSide?: boolean;
  callId?: string;
  isError?: boolean;
  parts?: Part[];
  mime?: string;
  source?: 'inline' | 'url' | 'file' | 'text' | 'unknown';
  base64Length?: number;
  at?: number;
  url?: string;
  fileId?: string;
  dialectType?: string;
  raw?: Any;
  cacheMark?: string;
  rest?: Any;
};

export type Piece = {
  type: string;
  text?: string;
  chars?: number;
  id?: string;
  name?: string;
  line?: string;
  arguments?: Any;
  argumentsText?: string;
  serverSide?: boolean;
  result?: {
    in: string;
    isError?: boolean;
    parts: Piece[];
  };
  callId?: string;
  in?: string;
  isError?: boolean;
  parts?: Piece[];
  mime?: string;
  bytes?: number;
  url?: string;
  dialectType?: string;
  json?: string;
};

export type PolicySpec = {
  mode?: 'enforce' | 'warn' | 'dry_run';
  for?: Audience;
  allow?: Names;
  deny?: Names;
  max_request_bytes?: number;
  provider_storage?: boolean;
  capture?: string;
  redaction?: string;
};

export type ProviderKey = {
  id: string;
  name: string;
  provider: string;
  destination: string;
  field: string;
  sharing: 'everyone' | 'teams' | 'users' | 'own';
  with?: string[];
  weight: number;
  version: number;
  last_four: string;
  created_at: string;
  created_by: string;
  disabled: boolean;
  checked_at?: string;
};

export type Ready = {
  status: 'ready' | 'draining' | 'capture_unavailable';
};

export type RedactionKind = 'secrets' | 'personal' | 'anthropic_key' | 'openai_key' | 'openrouter_key' | 'google_key' | 'groq_key' | 'xai_key' | 'perplexity_key' | 'mistral_key' | 'huggingface_token' | 'replicate_token' | 'weir_token' | 'aws_access_key' | 'aws_secret_key' | 'gcp_service_account_key' | 'azure_storage_key' | 'azure_sas' | 'github_token' | 'gitlab_token' | 'slack_token' | 'stripe_key' | 'npm_token' | 'pypi_token' | 'sendgrid_key' | 'twilio_key' | 'telegram_token' | 'private_key' | 'jwt' | 'bearer_token' | 'url_password' | 'secret_assignment' | 'high_entropy' | 'email' | 'phone' | 'payment_card' | 'iban';

export type RedactionSpec = {
  kinds?: RedactionKind[];
  except?: RedactionKind[];
  custom?: ({
    name: string;
    pattern: string;
  })[];
  apply?: 'record' | 'forward_and_record';
  mode?: 'enforce' | 'warn' | 'dry_run';
  mark?: 'kind' | 'kind_and_hash';
};

export type Request = {
  method: string;
  target: string;
  version: string;
  headers: string[][];
  trailers: string[][];
  bytes: number;
  keptBytes: number;
  sha256: string | null;
  damaged: boolean;
};

export type Response = {
  status: number;
  reason: string;
  version: string;
  headers: string[][];
  trailers: string[][];
  bytes: number;
  keptBytes: number;
  sha256: string | null;
  damaged: boolean;
};

export type RotationReport = {
  done: number;
  failed: number;
  ended: boolean;
  old_kek_needed: boolean;
};

export type RouteSpec = {
  for?: Audience;
  dialects?: string[] | string;
  default?: boolean;
  targets?: Target[];
  fallbacks?: Target[];
  capture?: string;
  timeouts?: {
    first_byte?: number;
    idle?: number;
  };
  provider?: string;
  model?: string;
  key?: string;
  prefix?: string;
  weight?: number;
};

export type Running = {
  id: string;
  startedAt: string;
  elapsedMs: number;
  quietMs: number;
  phase: 'request' | 'waiting' | 'answering' | 'ending';
  streaming: boolean;
  status: number;
  provider: string;
  dialect: string;
  method: string;
  path: string;
  requestedModel: string | null;
  requestBytes: number;
  responseBytes: number;
  chunks: number;
  capture: string;
  caller: {
    client: string | null;
    user: string | null;
    team: string | null;
    repo: string | null;
    branch: string | null;
    tags: string[];
  };
};

export type RunningPage = {
  items: Running[];
  more: number;
  hidden: number;
  unjudged: number;
};

export type Scope = {
  routes?: string[] | string;
  models?: string[] | string;
  paths?: string[] | string;
};

export type Session = {
  id: string;
  source: string;
  inferred: boolean;
  client: string | null;
  title: string | null;
  startedAt: string;
  endedAt: string;
  turns: number;
  exchanges: number;
  errors: number;
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  usd: string | null;
  cacheSavedUsd: string | null;
  unpriced: number;
  durationMs: number;
};

export type SessionPage = {
  items: Session[];
  next: string | null;
};

export type SignedIn = {
  token: string;
  organisation: string;
  user: string;
  expires_at: string;
};

export type Stats = {
  by: string[];
  items: ({
    key: {[name: string]: string | null};
    exchanges: number;
    errors: number;
    inputTokens: number;
    cacheReadTokens: number;
    cacheWriteTokens: number;
    outputTokens: number;
    reasoningTokens: number;
    usd: string | null;
    cacheSavedUsd: string | null;
    unpriced: number;
    durationMs: number;
  })[];
};

export type Step = {
  exchange: string;
  step?: number;
  kind?: string;
  startedAt: string;
  durationMs: number;
  toolMs?: number;
  switchedFrom?: string;
  compacts?: boolean;
  repeats?: boolean;
  earlierMessages?: number;
  model?: string;
  status: number;
  outcome: string;
  error?: string;
  stop?: string;
  reading: 'full' | 'partly' | 'not';
  finding?: string;
  usage: {[name: string]: number};
  usd?: string;
  said?: Piece[];
  answer: Piece[];
};

export type StepTotals = {
  calls: number;
  errors: number;
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  usd: string;
  unpriced: number;
  durationMs: number;
  modelMs: number;
  toolMs: number;
};

export type Target = {
  provider: string;
  model?: string;
  key?: string;
  prefix?: string;
  weight?: number;
};

export type TeamSpec = {[name: string]: any};

export type Text = {
  text: string;
};

export type Timeline = {
  receivedAt: string;
  connected: number | null;
  requestSent: number | null;
  firstByte: number | null;
  firstToken: number | null;
  lastByte: number | null;
  closed: number | null;
};

export type TimelineNs = {
  connected: number | null;
  requestSent: number | null;
  firstByte: number | null;
  firstToken: number | null;
  lastByte: number | null;
  closed: number | null;
};

export type Token = {
  id: string;
  kind: 'virtual_key' | 'personal' | 'session';
  name: string;
  last_four: string;
  user?: string;
  team?: string;
  scope?: Scope;
  capture: string;
  created_at: string;
  expires_at?: string;
  revoked_at?: string;
  used_at?: string;
};

export type TokenList = {
  items: Token[];
};

export type TokenWish = {
  kind?: 'personal' | 'virtual_key';
  name: string;
  user?: string;
  nobodys?: boolean;
  team?: string;
  scope?: Scope;
  capture?: string;
  expires_at?: string;
};

export type Turn = {
  id: string;
  reading: 'full' | 'partly' | 'not';
  version: number;
  endpoint: string;
  streamed: boolean;
  findings: ({
    reason: string;
    side: 'request' | 'response';
    sentence: string;
    detail?: string;
  })[];
  request: TurnRequest;
  response: TurnResponse;
  items?: ({
    customId: string;
    request: TurnRequest;
    response: TurnResponse;
  })[];
};

export type TurnPage = {
  session: string;
  items: ({
    turn: number;
    begins: boolean;
    prompt: Piece[];
    steps: Step[];
    agents?: ({
      thread: string;
      startedBy?: {
        exchange: string;
        piece: number;
      };
      steps: Step[];
      totals: StepTotals;
    })[];
    background?: Step[];
    final?: string;
    totals: StepTotals;
  })[];
  next: string | null;
};

export type TurnRequest = {
  model?: string;
  system?: Part[];
  messages: Message[];
  tools?: ({
    type: string;
    name: string;
    description?: string;
    schema?: Any;
    serverSide?: boolean;
    cacheMark?: string;
    rest?: Any;
  })[];
  parameters?: Any;
  hints?: Any;
};

export type TurnResponse = {
  id?: string;
  model?: string;
  status?: string;
  choices: ({
    index: number;
    stop?: string;
    stopWord?: string;
    stopSequence?: string;
    message: Message;
    rest?: Any;
  })[];
  usage?: {
    counts: {[name: string]: number};
    tier?: string;
    speed?: string;
    statedCost?: string;
    raw?: string;
  };
  error?: {
    type?: string;
    code?: string;
    message: string;
    raw?: Any;
  };
  embeddings?: {
    count: number;
    dimensions?: number;
  };
  countedTokens?: number;
  rest?: Any;
};

export type Upkeep = {
  what: 'nothing' | 'derive' | 'reprice';
  state: 'idle' | 'running' | 'done' | 'failed';
  startedAt: string | null;
  endedAt: string | null;
  done: number;
  dryRun: boolean;
  message: string | null;
  result: null | {
    rows: number;
    changed: number;
    unpricedBefore: number;
    unpricedAfter: number;
    usdBefore: string;
    usdAfter: string;
    usdMore: string;
  };
};

export type Upstream = {
  origin: string;
  path: string;
  address: string | null;
  protocol: string | null;
  tls: string | null;
  reused: boolean;
  attempts: number;
};

export type Use = {
  limit: string;
  subject: {
    kind: 'key' | 'user' | 'team' | 'organisation' | 'route' | 'credential';
    id: string;
  };
  amount: string;
  used: string;
  reserved: string;
  percent: number;
  resets_at?: string;
};

export type UseList = {
  items: Use[];
};

export type UserSpec = {
  name?: string;
  role?: 'owner' | 'admin' | 'member' | 'auditor';
  teams?: string[] | string;
  disabled?: boolean;
};

export type Values = {
  field: string;
  items: ({
    text: string;
    value: string;
    exchanges: number | null;
  })[];
};
