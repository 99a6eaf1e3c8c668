package dev.weir.core.limit;

import dev.weir.core.exchange.Headers;

import java.util.List;

/**
 * What is to be told about a call's limits.
 *
 * @param figures one for each quantity that has a limit: the tightest, leaving dry runs out
 * @param reached soft levels passed now: each once for its subject and window; for metrics and
 *     webhooks
 * @param above soft levels that are passed already, the highest of each limit; for the answer
 * @param excused limits that would have refused the call if their mode were {@code enforce}
 */
public record Standing(
        List<Figure> figures, List<Warning> reached, List<Warning> above, List<Denied> excused) {

    public static final Standing NONE = new Standing(List.of(), List.of(), List.of(), List.of());

    private static final int MOST_WARNINGS = 8;

    public Standing {
        figures = List.copyOf(figures);
        reached = List.copyOf(reached);
        above = List.copyOf(above);
        excused = List.copyOf(excused);
    }

    /**
     * The fields for an answer: {@code x-ratelimit-limit-…}, {@code -remaining-…}, {@code -reset-…}
     * and one {@code x-weir-limit-warning} a warning. A provider's own field of the same name goes
     * before.
     */
    public Headers headers() {
        Headers.Builder headers = Headers.builder();
        figures(headers, figures);
        int warnings = 0;
        for (Denied denied : excused) {
            if (denied.rule().mode() == LimitRule.Mode.WARN && warnings++ < MOST_WARNINGS) {
                headers.add("x-weir-limit-warning", plain(denied.message()));
            }
        }
        for (Warning warning : above) {
            if (warning.rule().mode() != LimitRule.Mode.DRY_RUN && warnings++ < MOST_WARNINGS) {
                headers.add("x-weir-limit-warning", plain(warning.message()));
            }
        }
        return headers.build();
    }

    static void figures(Headers.Builder headers, List<Figure> figures) {
        for (Figure figure : figures) {
            String word = figure.quantity().word();
            headers.add("x-ratelimit-limit-" + word, figure.text(figure.limit()));
            headers.add("x-ratelimit-remaining-" + word, figure.text(figure.remaining()));
            if (figure.quantity() != Quantity.CONCURRENT) {
                headers.add("x-ratelimit-reset-" + word, figure.resetText());
            }
        }
    }

    /** Printable ASCII only, since names are people's. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return plain.toString();
    }
}
