package dev.weir.testkit.pricing;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the primary source's match clauses into the table's globs. An expression of a shape not
 * seen before is an error: it has to be looked at, and never becomes an expression in the table.
 */
final class Clauses {

    private static final Pattern LITERAL =
            Pattern.compile("(?:[A-Za-z0-9/:_-]|\\\\[.\\[\\]]|[=])*");
    private static final Pattern DIGITS = Pattern.compile("\\\\d(?:\\{([0-9])\\})?");
    private static final String NO_SPEECH = "^(?!.*-[tT][tT][sS](?:$|-))";

    private Clauses() {}

    /** The globs of a clause, exceptions last. */
    static List<String> globs(JsonNode clause) {
        Set<String> globs = new LinkedHashSet<>();
        Set<String> exceptions = new LinkedHashSet<>();
        add(clause, globs, exceptions);
        List<String> all = new ArrayList<>(globs);
        all.addAll(exceptions);
        return all;
    }

    private static void add(JsonNode clause, Set<String> globs, Set<String> exceptions) {
        for (Map.Entry<String, JsonNode> each : clause.properties()) {
            JsonNode value = each.getValue();
            switch (each.getKey()) {
                case "equals" -> globs.add(plain(value));
                case "starts_with" -> globs.add(plain(value) + "*");
                case "ends_with" -> globs.add("*" + plain(value));
                case "contains" -> globs.add("*" + plain(value) + "*");
                case "or" -> value.forEach(inner -> add(inner, globs, exceptions));
                case "and" -> {
                    for (JsonNode inner : value) {
                        if (inner.path("regex").asString("").equals(NO_SPEECH)) {
                            exceptions.add("!*-tts");
                            exceptions.add("!*-tts-*");
                        } else {
                            add(inner, globs, exceptions);
                        }
                    }
                    if (value.size() - (exceptions.isEmpty() ? 0 : 1) > 1) {
                        throw new IllegalStateException("an 'and' that globs cannot say: " + value);
                    }
                }
                case "regex" -> globs.add(glob(value.asString("")));
                default -> throw new IllegalStateException("unknown clause " + each.getKey());
            }
        }
    }

    private static String plain(JsonNode value) {
        String text = value.asString("").toLowerCase(Locale.ROOT);
        if (text.isEmpty() || text.matches(".*[*#].*|!.*")) {
            throw new IllegalStateException("a name that is no plain glob: '" + text + "'");
        }
        return text;
    }

    /** {@code ^literal\d{8}$} and the like; without {@code $} anything may follow. */
    static String glob(String expression) {
        if (!expression.startsWith("^")) {
            throw new IllegalStateException("an expression that globs cannot say: " + expression);
        }
        boolean whole = expression.endsWith("$");
        String rest = expression.substring(1, expression.length() - (whole ? 1 : 0));
        StringBuilder glob = new StringBuilder();
        while (!rest.isEmpty()) {
            Matcher digits = DIGITS.matcher(rest);
            Matcher literal = LITERAL.matcher(rest);
            if (digits.lookingAt()) {
                String times = digits.group(1);
                glob.append("#".repeat(times == null ? 1 : Integer.parseInt(times)));
                rest = rest.substring(digits.end());
            } else if (literal.lookingAt() && literal.end() > 0) {
                glob.append(literal.group().replace("\\", ""));
                rest = rest.substring(literal.end());
            } else {
                throw new IllegalStateException(
                        "an expression that globs cannot say: " + expression);
            }
        }
        return glob.append(whole ? "" : "*").toString().toLowerCase(Locale.ROOT);
    }
}
