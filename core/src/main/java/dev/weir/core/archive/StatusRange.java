package dev.weir.core.archive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statuses from one to another, both included. Status 0 stands for no answer at all.
 *
 * @param from lowest
 * @param to highest
 */
public record StatusRange(int from, int to) {

    private static final Pattern FORM = Pattern.compile("(>=|<=|>|<)?([0-9]{1,3})|([0-9])xx");

    /**
     * Reads {@code 404}, {@code 4xx}, {@code >=400}, {@code >399}, {@code <=299} or {@code <300}.
     */
    public static StatusRange parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "status '" + text + "': expected e.g. 404, 4xx, >=400 or <300");
        }
        String hundred = form.group(3);
        if (hundred != null) {
            int from = Integer.parseInt(hundred) * 100;
            return new StatusRange(from, from + 99);
        }
        int number = Integer.parseInt(form.group(2));
        String sign = form.group(1);
        return switch (sign == null ? "" : sign) {
            case ">=" -> new StatusRange(number, 999);
            case ">" -> new StatusRange(number + 1, 999);
            case "<=" -> new StatusRange(0, number);
            case "<" -> new StatusRange(0, number - 1);
            default -> new StatusRange(number, number);
        };
    }

    public boolean holds(int status) {
        return status >= from && status <= to;
    }
}
