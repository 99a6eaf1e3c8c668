package dev.weir.gateway.main;

import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.gateway.alerts.Webhook;
import dev.weir.gateway.telemetry.TelemetryOptions;
import dev.weir.gateway.telemetry.TelemetryOptions.Export;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts defaults, a file and command-line overrides together, the later over the earlier, and makes
 * a checked {@link Configuration} of them.
 *
 * <pre>{@code
 * Configuration configuration =
 *     new ConfigurationReader(System.getenv())
 *         .file(Path.of("weir.yaml"))
 *         .override("listen", "127.0.0.1:0", "--listen")
 *         .read();
 * }</pre>
 */
public final class ConfigurationReader {

    private final Map<String, String> environment;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    /**
     * @param environment the process's variables: {@code WEIR_HOME} and {@code HOME} are read
     */
    public ConfigurationReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Adds the settings of a YAML file. */
    public ConfigurationReader file(Path file) throws ConfigurationException {
        settings.putAll(ConfigurationFile.read(file));
        return this;
    }

    /**
     * Sets one key.
     *
     * @param path the dotted key, e.g. {@code timeouts.connect}
     * @param value the value as in YAML; a list with commas between
     * @param place who says so, for messages, e.g. {@code --listen}
     */
    public ConfigurationReader override(String path, String value, String place)
            throws ConfigurationException {
        ConfigurationKey key = ConfigurationKey.find(path);
        if (key == null) {
            throw unknown(place, path);
        }
        PriceOverrideReader.refuseFlag(key, place);
        OtelReader.refuseFlag(key, place);
        List<String> values =
                !key.kind().isList()
                        ? List.of(value)
                        : value.isEmpty() ? List.of() : List.of(value.split(",", -1));
        settings.put(path, new Setting(path, values, place, null));
        return this;
    }

    /** Sets or adds a provider from {@code NAME=URL}. */
    public ConfigurationReader provider(String nameAndUrl, String place)
            throws ConfigurationException {
        int equals = nameAndUrl.indexOf('=');
        if (equals < 1 || nameAndUrl.substring(0, equals).indexOf('.') >= 0) {
            throw new ConfigurationException(
                    place
                            + ": '"
                            + nameAndUrl
                            + "' cannot be used; expected NAME=URL, like groq=https://api.groq.com");
        }
        return override(
                "providers." + nameAndUrl.substring(0, equals) + ".url",
                nameAndUrl.substring(equals + 1),
                place);
    }

    /**
     * The configuration; throws naming key, value and what was expected where it makes no sense.
     */
    public Configuration read() throws ConfigurationException {
        Configuration.Timeouts timeouts =
                checked(
                        "timeouts.",
                        () ->
                                new Configuration.Timeouts(
                                        value(ConfigurationKey.CONNECT, Units::duration),
                                        value(ConfigurationKey.FIRST_BYTE, Units::duration),
                                        value(ConfigurationKey.IDLE, Units::duration),
                                        value(ConfigurationKey.REQUEST_HEAD, Units::duration),
                                        value(ConfigurationKey.REQUEST_IDLE, Units::duration),
                                        value(ConfigurationKey.CLIENT_STALL, Units::duration),
                                        value(ConfigurationKey.KEEP_ALIVE, Units::duration),
                                        value(
                                                ConfigurationKey.UPSTREAM_KEEP_ALIVE,
                                                Units::duration),
                                        value(ConfigurationKey.DRAIN, Units::duration)));
        Configuration.Limits limits =
                checked(
                        "limits.",
                        () ->
                                new Configuration.Limits(
                                        value(ConfigurationKey.REQUEST_BODY, this::positiveSize),
                                        value(ConfigurationKey.CONNECTIONS, this::count),
                                        value(ConfigurationKey.IN_FLIGHT, this::count)));
        Configuration.Capture capture =
                checked(
                        "capture.",
                        () ->
                                new Configuration.Capture(
                                        value(ConfigurationKey.CAPTURE_MODE, this::mode),
                                        word(
                                                ConfigurationKey.CAPTURE_DURABILITY,
                                                Configuration.Durability.class),
                                        word(
                                                ConfigurationKey.CAPTURE_ON_FULL,
                                                Configuration.OnFull.class),
                                        value(ConfigurationKey.SPOOL_LIMIT, Units::size)));
        return checked(
                "",
                () ->
                        new Configuration(
                                value(ConfigurationKey.LISTEN, Endpoint::parse),
                                value(ConfigurationKey.CONSOLE, Endpoint::parse),
                                data(),
                                providers(),
                                timeouts,
                                limits,
                                tls(),
                                trust(),
                                capture,
                                hosts(ConfigurationKey.FORWARD_ALLOW),
                                hosts(ConfigurationKey.ALLOWED_HOSTS),
                                PriceOverrideReader.read(settings),
                                value(ConfigurationKey.DERIVE, ConfigurationReader::flag),
                                telemetry(),
                                access(),
                                vault(),
                                alerts(),
                                word(ConfigurationKey.LOG_LEVEL, Configuration.LogLevel.class)));
    }

    /** All keys as dotted paths, with {@code NAME} for a provider's name. */
    static List<String> knownPaths() {
        List<String> paths = new ArrayList<>();
        for (ConfigurationKey key : ConfigurationKey.values()) {
            paths.add(key.path().replace("*", "NAME"));
        }
        return paths;
    }

    static ConfigurationException unknown(String place, String path) {
        List<String> known = new ArrayList<>();
        String[] parts = path.split("\\.", -1);
        for (String each : knownPaths()) {
            known.add(
                    parts.length == 3 && parts[0].equals("providers")
                            ? each.replace("NAME", parts[1])
                            : each);
            int dot = each.indexOf('.');
            if (dot > 0 && parts.length == 1 && !known.contains(each.substring(0, dot))) {
                known.add(each.substring(0, dot));
            }
        }
        return new ConfigurationException(
                place
                        + ": there is no key '"
                        + path
                        + "'; the nearest is '"
                        + Nearest.of(path, known)
                        + "'");
    }

    private interface Making<T> {
        T make() throws ConfigurationException;
    }

    /** Turns a constructor's refusal into a message that says where the values came from. */
    private <T> T checked(String prefix, Making<T> making) throws ConfigurationException {
        try {
            return making.make();
        } catch (IllegalArgumentException e) {
            String places =
                    settings.values().stream()
                            .filter(s -> s.path().startsWith(prefix))
                            .map(Setting::place)
                            .map(place -> place.replaceAll(", line \\d+$", ""))
                            .distinct()
                            .reduce((a, b) -> a + ", " + b)
                            .orElse("configuration");
            throw new ConfigurationException(places + ": " + e.getMessage());
        }
    }

    private @Nullable Setting setting(ConfigurationKey key) {
        Setting setting = settings.get(key.path());
        if (setting == null && key.standard() != null) {
            return new Setting(key.path(), List.of(key.standard()), "default", null);
        }
        return setting;
    }

    private <T> T value(ConfigurationKey key, Function<String, T> reading)
            throws ConfigurationException {
        Setting setting = setting(key);
        if (setting == null) {
            throw new IllegalStateException(key + " has no default");
        }
        return understood(setting, reading);
    }

    private static <T> T understood(Setting setting, Function<String, T> reading)
            throws ConfigurationException {
        try {
            return reading.apply(setting.text());
        } catch (IllegalArgumentException e) {
            throw setting.wrong(String.valueOf(e.getMessage()));
        }
    }

    private <E extends Enum<E>> E word(ConfigurationKey key, Class<E> type)
            throws ConfigurationException {
        return value(
                key,
                text -> {
                    if (!key.kind().words().contains(text)) {
                        throw new IllegalArgumentException(oneOf(key));
                    }
                    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
                });
    }

    private static String oneOf(ConfigurationKey key) {
        return "expected " + String.join(", ", key.kind().words());
    }

    private int count(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("expected a whole number from 1 on");
        }
        return Integer.parseInt(text);
    }

    private long positiveSize(String text) {
        long size = Units.size(text);
        if (size < 1) {
            throw new IllegalArgumentException("expected a size of at least 1B");
        }
        return size;
    }

    private CaptureMode mode(String text) {
        try {
            return CaptureMode.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected full, preview(N) with N from 1 on, metadata or off", e);
        }
    }

    private Set<String> hosts(ConfigurationKey key) {
        Set<String> hosts = new LinkedHashSet<>();
        Setting setting = settings.get(key.path());
        for (String host : setting == null ? List.<String>of() : setting.values()) {
            String plain = host.strip().toLowerCase(Locale.ROOT);
            if (!plain.matches("(\\[[0-9a-f:.]+\\]|[a-z0-9][a-z0-9._-]*)(:[0-9]{1,5})?")) {
                throw new IllegalArgumentException(
                        key.path() + ": '" + host + "'; expected HOST or HOST:PORT, not a URL");
            }
            hosts.add(plain);
        }
        return hosts;
    }

    private Path data() throws ConfigurationException {
        Setting setting = settings.get(ConfigurationKey.DATA.path());
        if (setting == null) {
            String home = environment.getOrDefault("WEIR_HOME", "");
            setting =
                    home.isEmpty()
                            ? new Setting("data", List.of("~/.weir"), "default", null)
                            : new Setting("data", List.of(home), "$WEIR_HOME", null);
        }
        return path(setting);
    }

    private Path path(Setting setting) throws ConfigurationException {
        String text = setting.text();
        if (text.isEmpty()) {
            throw setting.wrong("expected a path");
        }
        if (text.equals("~") || text.startsWith("~/")) {
            String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
            text = home + text.substring(1);
        }
        try {
            Path path = Path.of(text);
            Path base = setting.base();
            return (base == null ? path : base.resolve(path)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw setting.wrong("expected a path");
        }
    }

    private Configuration.@Nullable Tls tls() throws ConfigurationException {
        Setting certificate = settings.get(ConfigurationKey.TLS_CERTIFICATE.path());
        Setting key = settings.get(ConfigurationKey.TLS_KEY.path());
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new ConfigurationException(
                    Objects.requireNonNull(certificate == null ? key : certificate).place()
                            + ": tls needs both, tls.certificate and tls.key");
        }
        return new Configuration.Tls(path(certificate), path(key));
    }

    private @Nullable Path trust() throws ConfigurationException {
        Setting trust = settings.get(ConfigurationKey.TLS_TRUST.path());
        return trust == null ? null : path(trust);
    }

    private Providers providers() throws ConfigurationException {
        Map<String, Provider> providers = new LinkedHashMap<>(Providers.wellKnown());
        Set<String> named = new LinkedHashSet<>();
        for (String path : settings.keySet()) {
            if (path.startsWith("providers.")) {
                named.add(path.substring("providers.".length(), path.lastIndexOf('.')));
            }
        }
        for (String name : named) {
            providers.put(name, provider(name, providers.get(name)));
        }
        return new Providers(providers.values());
    }

    private Provider provider(String name, @Nullable Provider known) throws ConfigurationException {
        String prefix = "providers." + name + ".";
        Setting url = settings.get(prefix + "url");
        Origin base =
                url != null ? understood(url, Origin::parse) : known != null ? known.base() : null;
        if (base == null) {
            throw new ConfigurationException(
                    placeOf(prefix)
                            + ": provider '"
                            + name
                            + "' has no url; expected providers."
                            + name
                            + ".url, since it is none of the well-known ones");
        }
        Setting dialect = settings.get(prefix + "dialect");
        Setting capture = settings.get(prefix + "capture");
        Setting http2 = settings.get(prefix + "http2");
        try {
            return new Provider(
                    name,
                    base,
                    dialect == null
                            ? known == null ? Dialect.OPENAI : known.dialect()
                            : understood(dialect, ConfigurationReader::dialect),
                    capture == null ? CaptureMode.FULL : understood(capture, this::mode),
                    http2 != null && understood(http2, ConfigurationReader::flag));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(placeOf(prefix) + ": " + e.getMessage());
        }
    }

    private String placeOf(String prefix) {
        return settings.values().stream()
                .filter(setting -> setting.path().startsWith(prefix))
                .map(Setting::place)
                .findFirst()
                .orElse("configuration");
    }

    private static Dialect dialect(String text) {
        Dialect dialect = Dialect.parse(text);
        if (dialect == null) {
            throw new IllegalArgumentException(oneOf(ConfigurationKey.PROVIDER_DIALECT));
        }
        return dialect;
    }

    private TelemetryOptions telemetry() throws ConfigurationException {
        Setting endpoint = settings.get(ConfigurationKey.OTEL_ENDPOINT.path());
        Export nowhere = Export.NOWHERE;
        return new TelemetryOptions(
                value(ConfigurationKey.OTEL_SEMCONV, OtelReader::semconv),
                new Export(
                        endpoint == null ? "" : understood(endpoint, OtelReader::endpoint),
                        value(ConfigurationKey.OTEL_PROTOCOL, OtelReader::protocol),
                        OtelReader.headers(
                                settings.get(ConfigurationKey.OTEL_HEADERS.path()), environment),
                        value(ConfigurationKey.OTEL_COMPRESS, ConfigurationReader::flag),
                        value(ConfigurationKey.OTEL_CONTENT, ConfigurationReader::flag),
                        value(ConfigurationKey.OTEL_METRICS, ConfigurationReader::flag),
                        value(ConfigurationKey.OTEL_SERVICE_NAME, OtelReader::name),
                        nowhere.every()));
    }

    private Configuration.Access access() throws ConfigurationException {
        return new Configuration.Access(
                word(ConfigurationKey.ACCESS_SIGN_IN, Configuration.SignIn.class),
                value(ConfigurationKey.ACCESS_RULES, ConfigurationReader::flag),
                value(ConfigurationKey.ACCESS_QUERY_TOKENS, ConfigurationReader::flag),
                value(ConfigurationKey.ACCESS_LIST_ROUTES, ConfigurationReader::flag),
                value(ConfigurationKey.ACCESS_HELD_BYTES, this::positiveSize));
    }

    private Configuration.Vault vault() throws ConfigurationException {
        Setting kek = settings.get(ConfigurationKey.VAULT_KEK.path());
        Setting previous = settings.get(ConfigurationKey.VAULT_KEK_PREVIOUS.path());
        Setting kms = settings.get(ConfigurationKey.VAULT_KMS.path());
        return new Configuration.Vault(
                kek == null ? null : path(kek),
                previous == null ? null : path(previous),
                variable(ConfigurationKey.VAULT_KEK_VARIABLE),
                kms == null ? null : kms.text());
    }

    private Webhook.@Nullable Target alerts() throws ConfigurationException {
        String url = variable(ConfigurationKey.ALERTS_WEBHOOK_VARIABLE);
        String secret = variable(ConfigurationKey.ALERTS_SECRET_VARIABLE);
        Setting setting = settings.get(ConfigurationKey.ALERTS_WEBHOOK_VARIABLE.path());
        if (url == null || setting == null) {
            return null;
        }
        try {
            URI uri = new URI(url.strip());
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return new Webhook.Target(uri, secret);
            }
        } catch (URISyntaxException e) {
            // Said below, without the URL, which may be a secret.
        }
        throw setting.wrong("the variable's value: expected a URL like https://hooks.example/weir");
    }

    /** The value of the environment variable that a key names, null where it names none. */
    private @Nullable String variable(ConfigurationKey key) throws ConfigurationException {
        Setting setting = settings.get(key.path());
        if (setting == null) {
            return null;
        }
        String value = environment.get(setting.text());
        if (value == null || value.isBlank()) {
            throw setting.wrong("the variable has no value here");
        }
        return value;
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }
}
