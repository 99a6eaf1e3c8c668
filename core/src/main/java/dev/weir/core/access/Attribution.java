package dev.weir.core.access;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a caller says of itself in header fields, unverified. Weir's own fields are read and taken
 * off; the like fields of Helicone and LiteLLM are read and pass.
 *
 * <table>
 * <caption>Fields and tags</caption>
 * <tr><td>{@code x-weir-tag: key=value}</td><td>the tag; repeatable, or separated by commas</td></tr>
 * <tr><td>{@code x-weir-session}, {@code -tool}, {@code -team}, {@code -repo}, {@code -branch}, {@code -user}</td>
 * <td>the tag of that name</td></tr>
 * <tr><td>{@code Helicone-Property-Name: value}</td><td>{@code name=value}</td></tr>
 * <tr><td>{@code Helicone-Session-Id}, {@code Helicone-User-Id}</td><td>{@code session}, {@code user}</td></tr>
 * <tr><td>{@code x-litellm-tags: a,b}</td><td>{@code litellm=a}, {@code litellm=b}</td></tr>
 * <tr><td>{@code x-litellm-session-id}, {@code x-litellm-end-user-id}</td><td>{@code session}, {@code user}</td></tr>
 * </table>
 */
public final class Attribution {

    private static final int MOST_TAGS = 32;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 1024;
    private static final String HELICONE_PROPERTY = "helicone-property-";

    private Attribution() {}

    /** The tags stated, in order, at most 32; what is not {@code key=value} is left out. */
    public static List<Tag> tags(Headers headers) {
        List<Tag> tags = new ArrayList<>(0);
        for (int i = 0; i < headers.size() && tags.size() < MOST_TAGS; i++) {
            String name = headers.name(i);
            char first = name.isEmpty() ? 0 : (char) (name.charAt(0) | 0x20);
            if (first == 'x' || first == 'h') {
                read(name.toLowerCase(Locale.ROOT), headers.value(i), tags);
            }
        }
        return tags;
    }

    private static void read(String name, String value, List<Tag> tags) {
        switch (name) {
            case "x-weir-tag" -> {
                for (String pair : list(value)) {
                    int equals = pair.indexOf('=');
                    if (equals > 0) {
                        add(tags, pair.substring(0, equals), pair.substring(equals + 1));
                    }
                }
            }
            case "x-weir-session", "helicone-session-id", "x-litellm-session-id" ->
                    add(tags, "session", value);
            case "x-weir-tool" -> add(tags, "tool", value);
            case "x-weir-team" -> add(tags, "team", value);
            case "x-weir-repo" -> add(tags, "repo", value);
            case "x-weir-branch" -> add(tags, "branch", value);
            case "x-weir-user", "helicone-user-id", "x-litellm-end-user-id" ->
                    add(tags, "user", value);
            case "x-litellm-tags" -> {
                for (String tag : list(value)) {
                    add(tags, "litellm", tag);
                }
            }
            default -> {
                if (name.startsWith(HELICONE_PROPERTY)) {
                    add(tags, name.substring(HELICONE_PROPERTY.length()), value);
                }
            }
        }
    }

    /** The parts of a list; what comes after as many as there may be tags is left out. */
    private static List<String> list(String value) {
        List<String> parts = List.of(value.split(",", MOST_TAGS + 1));
        return parts.size() > MOST_TAGS ? parts.subList(0, MOST_TAGS) : parts;
    }

    private static void add(List<Tag> tags, String key, String value) {
        String cleanKey = key.strip().toLowerCase(Locale.ROOT);
        String cleanValue = value.strip();
        boolean fits =
                !cleanKey.isEmpty() && cleanKey.length() <= LONGEST_KEY && !cleanValue.isEmpty();
        if (fits && tags.size() < MOST_TAGS) {
            tags.add(
                    new Tag(
                            cleanKey,
                            cleanValue.length() <= LONGEST_VALUE
                                    ? cleanValue
                                    : cleanValue.substring(0, LONGEST_VALUE)));
        }
    }
}
