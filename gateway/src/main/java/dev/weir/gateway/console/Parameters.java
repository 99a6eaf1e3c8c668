package dev.weir.gateway.console;

import dev.weir.core.archive.Query;
import dev.weir.core.archive.StatusRange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
import dev.weir.gateway.intake.Format;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The query parameters of a call. Whatever is not exactly what was expected is refused, and the
 * message names the parameter and what was expected.
 */
final class Parameters {

    /** What narrows a listing; the names are the API's. */
    static final List<String> FILTERS = List.of("tag", "provider", "status", "since", "until");

    /** Known alone: a path whose query means nothing to the server. */
    static final String ANY = "*";

    private static final int DEFAULT_PAGE = 50;
    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final Pattern TAG_KEY = Pattern.compile("[^=\\p{Cntrl}]{1,64}");
    private static final Pattern LOST_PLUS = Pattern.compile("(.+) (\\d\\d:\\d\\d)");

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a query.
     *
     * @param query the target after the question mark, one {@code char} an octet; raw characters
     *     that a URL would escape, such as {@code >}, are fine
     * @param known the names that are expected
     */
    static Parameters parse(String query, List<String> known) {
        return parse(query, known, false);
    }

    /**
     * @param open true where other parameters than those known are passed over
     */
    static Parameters parse(String query, List<String> known, boolean open) {
        if (known.contains(ANY)) {
            return new Parameters(Map.of());
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = unescape(equals < 0 ? pair : pair.substring(0, equals), "a name");
            if (!known.contains(name)) {
                if (open) {
                    continue;
                }
                throw bad(
                        "unknown query parameter '"
                                + shown(name)
                                + "'; expected "
                                + (known.isEmpty()
                                        ? "none"
                                        : "one of " + String.join(", ", known)));
            }
            String value = equals < 0 ? "" : unescape(pair.substring(equals + 1), name);
            if (values.put(name, value) != null) {
                throw bad(name + ": expected once, got it twice");
            }
        }
        return new Parameters(values);
    }

    /** The text of a parameter; empty where it was not given. */
    String given(String name) {
        return values.getOrDefault(name, "");
    }

    private static String unescape(String text, String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw bad(name + ": expected '%' to be followed by two hex digits");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(name + ": expected UTF-8");
        }
    }

    /** Which exchanges to list. */
    Query query() {
        Instant since = time("since");
        Instant until = time("until");
        if (since != null && until != null && since.isAfter(until)) {
            throw bad("since: expected a time before until");
        }
        return new Query(limit(), cursor(), tag(), provider(), status(), since, until);
    }

    /** The parameter as it is, null where it is absent. */
    @Nullable String text(String name) {
        return values.get(name);
    }

    int limit() {
        String text = values.get("limit");
        if (text == null) {
            return DEFAULT_PAGE;
        }
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > Query.LARGEST_PAGE) {
            throw wrong("limit", text, "a number from 1 to " + Query.LARGEST_PAGE);
        }
        return limit;
    }

    /** A number of characters from 1 on, the given one where it is absent. */
    int most(String name, int usual) {
        String text = values.get(name);
        if (text == null) {
            return usual;
        }
        int most = text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : 0;
        if (most < 1) {
            throw wrong(name, text, "a number of characters from 1 to 99999999");
        }
        return Math.min(most, usual);
    }

    /** A number of characters from the beginning, the given one where it is absent. */
    int offset(String name, int usual) {
        String text = values.get(name);
        if (text == null) {
            return usual;
        }
        if (!text.matches("[0-9]{1,8}")) {
            throw wrong(name, text, "a number of characters from 0 to 99999999");
        }
        return Integer.parseInt(text);
    }

    @Nullable ExchangeId cursor() {
        String text = values.get("cursor");
        if (text == null) {
            return null;
        }
        try {
            return ExchangeId.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("cursor", text, "the value of 'next' of the page before");
        }
    }

    private @Nullable Tag tag() {
        String text = values.get("tag");
        if (text == null) {
            return null;
        }
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        if (!TAG_KEY.matcher(key).matches()) {
            throw wrong("tag", text, "key=value, or a key alone");
        }
        return new Tag(
                key.toLowerCase(java.util.Locale.ROOT),
                equals < 0 ? "" : text.substring(equals + 1));
    }

    private @Nullable String provider() {
        String text = values.get("provider");
        if (text != null && !PROVIDER.matcher(text).matches()) {
            throw wrong("provider", text, "a provider's name, e.g. anthropic");
        }
        return text;
    }

    private @Nullable StatusRange status() {
        String text = values.get("status");
        if (text == null) {
            return null;
        }
        try {
            return StatusRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("status", text, "e.g. 404, 4xx, >=400 or <300");
        }
    }

    @Nullable Instant time(String name) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        try {
            // An offset's '+' that was not escaped arrives as a space.
            return OffsetDateTime.parse(LOST_PLUS.matcher(text).replaceFirst("$1+$2")).toInstant();
        } catch (DateTimeException e) {
            throw wrong(name, text, "a time such as 2026-11-21T10:00:00Z (RFC 3339)");
        }
    }

    /** A switch: absent or {@code false} is off, {@code true} is on. */
    boolean flag(String name) {
        String text = values.getOrDefault(name, "false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, text, "true or false");
        };
    }

    /** A whole number between two others; the given one where the parameter is absent. */
    int number(String name, int least, int most, int usual) {
        String text = values.get(name);
        if (text == null) {
            return usual;
        }
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw wrong(name, text, "a number from " + least + " to " + most);
        }
        return number;
    }

    /** An exchange that must be named. */
    ExchangeId exchange(String name) {
        String text = values.getOrDefault(name, "");
        try {
            return ExchangeId.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, text, "an exchange id (a version 7 UUID)");
        }
    }

    /** One of several words; the first where the parameter is absent. */
    String oneOf(String name, List<String> words) {
        String text = values.getOrDefault(name, words.getFirst());
        if (!words.contains(text)) {
            throw wrong(name, text, String.join(" or ", words));
        }
        return text;
    }

    /** What a body to import is, null where that is to be found out. */
    @Nullable Format importFormat() {
        String text = values.get("format");
        Format format = text == null ? null : Format.parse(text);
        if (text != null && format == null) {
            throw wrong("format", text, "jsonl, har or claude-code");
        }
        return format;
    }

    /** Text from outside, short enough for a message and without control characters. */
    static String shown(String text) {
        String start = text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    static Refused wrong(String name, String value, String expected) {
        return bad(name + ": expected " + expected + ", got '" + shown(value) + "'");
    }

    static Refused bad(String message) {
        return new Refused(ConsoleError.BAD_REQUEST, message);
    }
}
