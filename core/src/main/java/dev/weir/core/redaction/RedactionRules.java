package dev.weir.core.redaction;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.redaction.RedactionError.Problem;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is redacted, where, and how.
 *
 * @param kinds what is looked for
 * @param patterns what is looked for besides
 * @param apply to which bytes
 * @param mode whether bytes are changed
 * @param mark what a replacement says
 */
public record RedactionRules(
        Set<Kind> kinds, List<CustomPattern> patterns, Apply apply, Mode mode, Mark mark) {

    /** The most custom patterns in one rule set. */
    public static final int MOST_PATTERNS = 50;

    /** All secrets, on record only. */
    public static final RedactionRules SECRETS_ON_RECORD =
            new RedactionRules(
                    Kind.Group.SECRETS.kinds(), List.of(), Apply.RECORD, Mode.ENFORCE, Mark.KIND);

    public RedactionRules {
        kinds = kinds.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(kinds));
        patterns = List.copyOf(patterns);
    }

    /** To which bytes the rules apply. */
    public enum Apply {
        /** To what is stored; what is forwarded stays as it is. */
        RECORD,
        /** To what is forwarded as well. */
        FORWARD_AND_RECORD;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether bytes are changed. */
    public enum Mode {
        /** They are, and it is on record. */
        ENFORCE,
        /** They are not; the finds are on record, and the caller is told. */
        WARN,
        /** They are not; the finds are counted. */
        DRY_RUN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a replacement says. */
    public enum Mark {
        /** The kind: {@code [redacted:email]}. */
        KIND,
        /** The kind and four digits of a salted hash, so that equal secrets can be recognised. */
        KIND_AND_HASH;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads rules from a tree such as
     *
     * <pre>{"kinds": ["secrets", "email"], "except": ["high_entropy"],
     *  "custom": [{"name": "staff_number", "pattern": "EMP-[0-9]{6}"}],
     *  "apply": "forward_and_record", "mode": "warn", "mark": "kind_and_hash"}</pre>
     *
     * <p>All members may be left out: then it is the secrets, none excepted, no custom ones, {@code
     * record}, {@code enforce}, {@code kind}.
     *
     * @throws RedactionError where something is wrong, with its place
     */
    public static RedactionRules parse(Json tree) throws RedactionError {
        if (!(tree instanceof JsonObject object)) {
            throw new RedactionError(Problem.WRONG_TYPE, "", "expected an object");
        }
        for (int i = 0; i < object.size(); i++) {
            String name = object.name(i);
            switch (name) {
                case "kinds", "except", "custom", "apply", "mode", "mark" -> {}
                default ->
                        throw new RedactionError(
                                Problem.UNKNOWN_MEMBER,
                                name,
                                "no such member; there are kinds, except, custom, apply, mode, mark");
            }
        }
        Set<Kind> kinds = object.has("kinds") ? kinds(object, "kinds") : Kind.Group.SECRETS.kinds();
        kinds.removeAll(kinds(object, "except"));
        List<CustomPattern> patterns = patterns(object);
        if (kinds.isEmpty() && patterns.isEmpty()) {
            throw new RedactionError(
                    Problem.NOTHING_ON,
                    "kinds",
                    "nothing is left to look for; leave the rules out instead");
        }
        return new RedactionRules(
                kinds,
                patterns,
                word(object, "apply", Apply.RECORD, Apply.values()),
                word(object, "mode", Mode.ENFORCE, Mode.values()),
                word(object, "mark", Mark.KIND, Mark.values()));
    }

    private static Set<Kind> kinds(JsonObject object, String member) throws RedactionError {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        JsonArray words = array(object, member);
        for (int i = 0; i < words.size(); i++) {
            String place = member + "[" + i + "]";
            String word = text(words.get(i), place);
            Kind kind = Kind.parse(word);
            Kind.@Nullable Group group = group(word);
            if (kind != null) {
                kinds.add(kind);
            } else if (group != null) {
                kinds.addAll(group.kinds());
            } else {
                throw new RedactionError(
                        Problem.UNKNOWN_KIND,
                        place,
                        "'" + word + "' is neither a kind nor secrets or personal");
            }
        }
        return kinds;
    }

    private static Kind.@Nullable Group group(String word) {
        for (Kind.Group group : Kind.Group.values()) {
            if (group.word().equals(word)) {
                return group;
            }
        }
        return null;
    }

    private static List<CustomPattern> patterns(JsonObject object) throws RedactionError {
        JsonArray array = array(object, "custom");
        if (array.size() > MOST_PATTERNS) {
            throw new RedactionError(
                    Problem.TOO_MANY_PATTERNS, "custom", "expected at most " + MOST_PATTERNS);
        }
        List<CustomPattern> patterns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            patterns.add(pattern(array.get(i), "custom[" + i + "]", names));
        }
        return patterns;
    }

    private static CustomPattern pattern(Json tree, String place, Set<String> names)
            throws RedactionError {
        if (!(tree instanceof JsonObject object)) {
            throw new RedactionError(Problem.WRONG_TYPE, place, "expected an object");
        }
        for (int i = 0; i < object.size(); i++) {
            if (!object.name(i).equals("name") && !object.name(i).equals("pattern")) {
                throw new RedactionError(
                        Problem.UNKNOWN_MEMBER,
                        place + "." + object.name(i),
                        "no such member; there are name and pattern");
            }
        }
        String name = text(object.get("name"), place + ".name");
        if (!CustomPattern.isName(name)) {
            throw new RedactionError(
                    Problem.BAD_NAME,
                    place + ".name",
                    "'"
                            + name
                            + "': expected up to 40 small letters, digits and underscores, not a kind's word");
        }
        if (!names.add(name)) {
            throw new RedactionError(
                    Problem.DUPLICATE_NAME, place + ".name", "'" + name + "' is there twice");
        }
        String text = text(object.get("pattern"), place + ".pattern");
        try {
            return CustomPattern.parse(name, text);
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            throw new RedactionError(
                    Problem.BAD_PATTERN, place + ".pattern", message == null ? text : message);
        }
    }

    private static JsonArray array(JsonObject object, String member) throws RedactionError {
        Json value = object.get(member);
        if (value == null) {
            return JsonArray.EMPTY;
        }
        if (value instanceof JsonArray array) {
            return array;
        }
        throw new RedactionError(Problem.WRONG_TYPE, member, "expected a list");
    }

    private static String text(@Nullable Json value, String place) throws RedactionError {
        if (value instanceof JsonString string) {
            return string.value();
        }
        throw new RedactionError(Problem.WRONG_TYPE, place, "expected a text");
    }

    private static <E extends Enum<E>> E word(JsonObject object, String member, E usual, E[] all)
            throws RedactionError {
        Json value = object.get(member);
        if (value == null) {
            return usual;
        }
        String word = text(value, member);
        List<String> words = new ArrayList<>();
        for (E constant : all) {
            String its = constant.name().toLowerCase(Locale.ROOT);
            if (its.equals(word)) {
                return constant;
            }
            words.add(its);
        }
        throw new RedactionError(
                Problem.UNKNOWN_WORD,
                member,
                "'" + word + "': expected " + String.join(", ", words));
    }
}
