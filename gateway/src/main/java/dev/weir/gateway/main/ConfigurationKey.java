package dev.weir.gateway.main;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Every key there is: one table. The JSON Schema ({@code config.schema.json}) and
 * docs/configuration.md repeat it, and a test holds the three in agreement.
 */
public enum ConfigurationKey {
    LISTEN("listen", Kind.ENDPOINT, "127.0.0.1:4141", "Where tools connect: the proxy port."),
    CONSOLE(
            "console",
            Kind.ENDPOINT,
            "127.0.0.1:4142",
            "Where the read API, health and metrics are: the console port."),
    DATA("data", Kind.PATH, "~/.weir", "The directory of spool and archive."),
    PROVIDER_URL("providers.*.url", Kind.URL, null, "Where the provider is."),
    PROVIDER_DIALECT(
            "providers.*.dialect",
            Kind.DIALECT,
            "openai",
            "The API shape it speaks where the path does not tell."),
    PROVIDER_CAPTURE(
            "providers.*.capture",
            Kind.CAPTURE_MODE,
            "full",
            "How much of its exchanges is kept; the stricter of this and capture.mode counts."),
    PROVIDER_HTTP2("providers.*.http2", Kind.FLAG, "false", "Whether HTTP/2 is offered to it."),
    CONNECT(
            "timeouts.connect",
            Kind.DURATION,
            "5s",
            "For name look-up, connection and TLS to the provider; then 502."),
    FIRST_BYTE(
            "timeouts.first_byte",
            Kind.DURATION,
            "600s",
            "From the request sent to the first byte of the answer; then 504."),
    IDLE(
            "timeouts.idle",
            Kind.DURATION,
            "300s",
            "Between two reads of an answer; then the answer is broken off."),
    REQUEST_HEAD(
            "timeouts.request_head", Kind.DURATION, "10s", "For a request's head to arrive whole."),
    REQUEST_IDLE(
            "timeouts.request_idle",
            Kind.DURATION,
            "30s",
            "Between two reads of a request body; then 408."),
    CLIENT_STALL(
            "timeouts.client_stall",
            Kind.DURATION,
            "60s",
            "For a client that takes no byte of the answer waiting for it; then it is broken off."),
    KEEP_ALIVE(
            "timeouts.keep_alive",
            Kind.DURATION,
            "75s",
            "How long an idle client connection stays open."),
    UPSTREAM_KEEP_ALIVE(
            "timeouts.upstream_keep_alive",
            Kind.DURATION,
            "90s",
            "How long an idle connection to a provider stays open."),
    DRAIN(
            "timeouts.drain",
            Kind.DURATION,
            "30s",
            "How long open exchanges may go on after SIGTERM."),
    REQUEST_BODY("limits.request_body", Kind.SIZE, "64MiB", "Largest request body; beyond it 413."),
    CONNECTIONS("limits.connections", Kind.COUNT, "10000", "Most client connections at once."),
    IN_FLIGHT("limits.in_flight", Kind.COUNT, "12000", "Most exchanges at once; beyond it 503."),
    TLS_CERTIFICATE(
            "tls.certificate",
            Kind.PATH,
            null,
            "PEM file with the proxy port's certificate and chain; needs tls.key."),
    TLS_KEY(
            "tls.key",
            Kind.PATH,
            null,
            "PEM file with the private key (PKCS #8); needs tls.certificate."),
    TLS_TRUST(
            "tls.trust",
            Kind.PATH,
            null,
            "PEM file with certificates to trust at providers, besides the platform's."),
    CAPTURE_MODE(
            "capture.mode",
            Kind.CAPTURE_MODE,
            "full",
            "How much is kept: full, preview(N), metadata or off."),
    CAPTURE_DURABILITY(
            "capture.durability",
            Kind.DURABILITY,
            "process",
            "What a kept exchange survives: the death of the process, or of the machine (disk)."),
    CAPTURE_ON_FULL(
            "capture.on_full",
            Kind.ON_FULL,
            "pass",
            "Whether traffic that cannot be recorded passes, counted, or is refused with 503."),
    SPOOL_LIMIT("capture.spool_limit", Kind.SIZE, "4GiB", "Most bytes of the spool on disk."),
    FORWARD_ALLOW(
            "forward.allow",
            Kind.HOSTS,
            "[]",
            "Hosts (HOST or HOST:PORT) that X-Forward-URL may name, beside those of configured providers; where people sign in, only these."),
    ALLOWED_HOSTS(
            "allowed_hosts",
            Kind.HOSTS,
            "[]",
            "Names that a Host field may carry besides localhost, 127.0.0.1 and [::1]."),
    PRICES_OVERRIDES(
            "prices.overrides",
            Kind.PRICES,
            "[]",
            "Your own prices, which count over the table's; the keys of one are below."),
    DERIVE(
            "derive",
            Kind.FLAG,
            "true",
            "Whether usage, cost, sessions and text are worked out of what is recorded, behind the archive."),
    OTEL_ENDPOINT(
            "otel.endpoint",
            Kind.URL,
            null,
            "Where spans and metrics go over OTLP; for HTTP without the ending /v1/traces. None sends nothing."),
    OTEL_PROTOCOL(
            "otel.protocol",
            Kind.OTLP,
            "http/protobuf",
            "How OTLP is spoken: http/protobuf or grpc."),
    OTEL_HEADERS(
            "otel.headers",
            Kind.FIELDS,
            "[]",
            "Fields to send along, each NAME=VALUE; a value ${VARIABLE} is taken from the environment."),
    OTEL_COMPRESS(
            "otel.compress", Kind.FLAG, "true", "Whether what is sent is compressed with gzip."),
    OTEL_SEMCONV(
            "otel.semconv",
            Kind.SEMCONV,
            "new",
            "Which version of OpenTelemetry's names for generative AI is written."),
    OTEL_CONTENT(
            "otel.content",
            Kind.FLAG,
            "false",
            "Whether messages go along, of exchanges that are captured in full."),
    OTEL_METRICS("otel.metrics", Kind.FLAG, "true", "Whether metrics are sent besides spans."),
    OTEL_SERVICE_NAME(
            "otel.service_name", Kind.TEXT, "weir", "The service that spans and metrics are of."),
    ACCESS_SIGN_IN(
            "access.sign_in",
            Kind.SIGN_IN,
            "none",
            "Whether every call must carry a token of Weir's: none, or required."),
    ACCESS_RULES(
            "access.rules",
            Kind.FLAG,
            "false",
            "Whether routes, policies, limits and stored keys apply without sign-in too."),
    ACCESS_QUERY_TOKENS(
            "access.query_tokens",
            Kind.FLAG,
            "false",
            "Whether the query parameter token may carry a token of Weir's."),
    ACCESS_LIST_ROUTES(
            "access.list_routes",
            Kind.FLAG,
            "true",
            "Whether a list of models is answered with the caller's routes, where there are some."),
    ACCESS_HELD_BYTES(
            "access.held_bytes",
            Kind.SIZE,
            "256MiB",
            "Most bytes of request bodies that wait for a decision, of all calls together."),
    ACCESS_PUBLIC_URL(
            "access.public_url",
            Kind.URL,
            null,
            "The console port as people reach it, such as through a proxy that speaks TLS."),
    ACCESS_PROXY_URL(
            "access.proxy_url",
            Kind.URL,
            null,
            "The proxy port as tools reach it; else the host of access.public_url with the port of listen."),
    OIDC_ISSUER(
            "oidc.issuer",
            Kind.URL,
            null,
            "The identity provider to sign in with, by OpenID Connect; needs access.public_url."),
    OIDC_NAME("oidc.name", Kind.TEXT, "OpenID Connect", "What people call it."),
    OIDC_CLIENT_ID("oidc.client_id", Kind.TEXT, null, "What Weir is called there."),
    OIDC_CLIENT_SECRET_FILE(
            "oidc.client_secret_file",
            Kind.PATH,
            null,
            "File with the secret that it knows Weir by; none for a public client."),
    OIDC_CLIENT_SECRET_VARIABLE(
            "oidc.client_secret_variable",
            Kind.TEXT,
            null,
            "Environment variable with that secret."),
    OIDC_SCOPES("oidc.scopes", Kind.TEXT, "openid email profile", "Scopes to ask for."),
    OIDC_DOMAINS(
            "oidc.domains",
            Kind.HOSTS,
            "[]",
            "Mail domains whose people may sign in, by verified addresses; none lets in everybody whom it knows."),
    OIDC_GROUPS_CLAIM(
            "oidc.groups_claim",
            Kind.TEXT,
            null,
            "The claim that lists groups; who is in one is in the team of the same name, where there is one."),
    OIDC_ROLES_CLAIM(
            "oidc.roles_claim",
            Kind.TEXT,
            null,
            "The claim that roles are read from; else that of groups."),
    OIDC_ROLES(
            "oidc.roles",
            Kind.FIELDS,
            "[]",
            "What a value of that claim makes somebody, each VALUE=ROLE; the first that fits counts."),
    UPSTREAM_GATEWAY(
            "upstream.gateway",
            Kind.TEXT,
            "signed_in",
            "Where calls go: through the gateway that one has signed in to (signed_in), straight to the providers (none), or through the gateway of that console URL."),
    VAULT_KEK(
            "vault.kek",
            Kind.PATH,
            null,
            "File with the key that protects stored provider keys; else Weir makes one."),
    VAULT_KEK_PREVIOUS(
            "vault.kek_previous",
            Kind.PATH,
            null,
            "File with the key before, until a rotation has ended."),
    VAULT_KEK_VARIABLE(
            "vault.kek_variable",
            Kind.TEXT,
            null,
            "Environment variable with the key that protects stored provider keys."),
    VAULT_KMS(
            "vault.kms",
            Kind.TEXT,
            null,
            "URI of a key in a key service, such as aws-kms://…; needs a program built with -Pkms."),
    ALERTS_WEBHOOK_VARIABLE(
            "alerts.webhook_variable",
            Kind.TEXT,
            null,
            "Environment variable with the URL that is told when a soft level of a limit is passed."),
    ALERTS_SECRET_VARIABLE(
            "alerts.secret_variable",
            Kind.TEXT,
            null,
            "Environment variable with the secret that signs what the webhook is told."),
    LOG_LEVEL("log.level", Kind.LEVEL, "info", "Which messages of Weir's own go to stderr.");

    /** What a value looks like. */
    public enum Kind {
        ENDPOINT("HOST:PORT"),
        PATH("a path"),
        URL("an http or https URL"),
        DIALECT("a dialect", "anthropic", "openai", "gemini", "ollama", "other"),
        CAPTURE_MODE("a capture mode"),
        DURABILITY("a durability", "process", "disk"),
        ON_FULL("a rule", "pass", "refuse"),
        LEVEL("a level", "error", "warn", "info", "debug"),
        FLAG("true or false", "true", "false"),
        DURATION("a duration"),
        SIZE("a size"),
        COUNT("a whole number from 1 on"),
        HOSTS("a list of hosts"),
        PRICES("a list of prices"),
        OTLP("a protocol", "http/protobuf", "grpc"),
        SIGN_IN("a rule", "none", "required"),
        SEMCONV("a version", "new", "v1.41"),
        FIELDS("a list of NAME=VALUE"),
        TEXT("a text");

        private final String noun;
        private final String words;

        Kind(String noun, String... words) {
            this.noun = noun;
            this.words = String.join(" ", words);
        }

        /** What to call such a value in a message. */
        String noun() {
            return noun;
        }

        /** True where a list is expected. */
        boolean isList() {
            return this == HOSTS || this == FIELDS;
        }

        /** The closed list of values; empty where there is none. */
        List<String> words() {
            return words.isEmpty() ? List.of() : List.of(words.split(" "));
        }
    }

    private final String path;
    private final Kind kind;
    private final @Nullable String standard;
    private final String meaning;

    ConfigurationKey(String path, Kind kind, @Nullable String standard, String meaning) {
        this.path = path;
        this.kind = kind;
        this.standard = standard;
        this.meaning = meaning;
    }

    /** The key with dots between its parts; {@code *} stands for a provider's name. */
    public String path() {
        return path;
    }

    public Kind kind() {
        return kind;
    }

    /** The value where none is set, as one would write it; null for none. */
    public @Nullable String standard() {
        return standard;
    }

    /** What it sets, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** The key of a dotted path; null where there is none. */
    static @Nullable ConfigurationKey find(String dotted) {
        for (ConfigurationKey key : values()) {
            if (key.matches(dotted)) {
                return key;
            }
        }
        return null;
    }

    /** True where keys begin with this path and a dot. */
    static boolean isSection(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        return switch (parts.length) {
            case 1 -> List.of(values()).stream().anyMatch(k -> k.path.startsWith(dotted + "."));
            case 2 -> parts[0].equals("providers") && !parts[1].isEmpty();
            default -> false;
        };
    }

    private boolean matches(String dotted) {
        int star = path.indexOf('*');
        if (star < 0) {
            return path.equals(dotted);
        }
        String before = path.substring(0, star);
        String after = path.substring(star + 1);
        return dotted.length() > before.length() + after.length()
                && dotted.startsWith(before)
                && dotted.endsWith(after)
                && dotted.indexOf('.', before.length()) == dotted.length() - after.length();
    }
}
