package dev.weir.gateway.main;

import dev.weir.core.otel.names.Semconv;
import dev.weir.gateway.telemetry.TelemetryOptions.Protocol;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the keys of {@code otel}. Values of headers are secrets: no message has one. */
final class OtelReader {

    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([\\x20-\\x7E]*)");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private OtelReader() {}

    /** Whatever is on a command line can be read by others on the machine. */
    static void refuseFlag(ConfigurationKey key, String place) throws ConfigurationException {
        if (key == ConfigurationKey.OTEL_HEADERS) {
            throw new ConfigurationException(
                    place + ": " + key.path() + ": expected in a file, since headers are secrets");
        }
    }

    static String endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "expected a URL without user, query and fragment, like http://127.0.0.1:4318");
    }

    static Protocol protocol(String text) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.word().equals(text)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("expected http/protobuf, grpc");
    }

    static Semconv semconv(String text) {
        Semconv semconv = Semconv.parse(text);
        if (semconv == null) {
            throw new IllegalArgumentException("expected new, v1.41");
        }
        return semconv;
    }

    static String name(String text) {
        if (text.isBlank() || text.length() > 255) {
            throw new IllegalArgumentException("expected a name of 1 to 255 characters");
        }
        return text;
    }

    /**
     * The fields by name, lower case.
     *
     * @param setting what is set, null for nothing
     * @param environment the process's variables
     */
    static Map<String, String> headers(@Nullable Setting setting, Map<String, String> environment)
            throws ConfigurationException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (setting == null) {
            return headers;
        }
        for (String field : setting.values()) {
            Matcher parts = FIELD.matcher(field.strip());
            if (!parts.matches()) {
                throw wrong(setting, "expected each to be NAME=VALUE");
            }
            String value = parts.group(2);
            Matcher variable = VARIABLE.matcher(value);
            if (variable.matches()) {
                value = environment.getOrDefault(variable.group(1), "");
                if (value.isEmpty()) {
                    throw wrong(
                            setting, "the variable " + variable.group(1) + " has no value here");
                }
            }
            headers.put(parts.group(1).toLowerCase(Locale.ROOT), value.strip());
        }
        return headers;
    }

    private static ConfigurationException wrong(Setting setting, String expected) {
        return new ConfigurationException(
                setting.place() + ": " + setting.path() + ": " + expected);
    }
}
