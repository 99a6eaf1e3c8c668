package dev.weir.bench.archive;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG that reads well on light and on dark ground: no script, no font, nothing
 * fetched.
 */
public final class Chart {

    private static final int WIDTH = 720;
    private static final int LEFT = 240;
    private static final int RIGHT = 90;
    private static final int ROW = 22;
    private static final int TOP = 60;

    /**
     * A bar of one or two lengths, one after the other.
     *
     * @param label what it shows
     * @param first its first part, at least 0
     * @param second its second part, at least 0
     */
    public record Bar(String label, double first, double second) {}

    private Chart() {}

    public static String bars(String title, String unit, List<Bar> bars) {
        double most = bars.stream().mapToDouble(bar -> bar.first() + bar.second()).max().orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(most, 1e-9);
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
                        <style>
                        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
                        .title { font-size: 16px; font-weight: 600; }
                        .first { fill: #0969da; } .second { fill: #8c959f; }
                        @media (prefers-color-scheme: dark) {
                          text { fill: #e6edf3; }
                          .first { fill: #58a6ff; } .second { fill: #7d8590; }
                        }
                        </style>
                        <text class="title" x="0" y="20">%s</text>
                        <text x="0" y="40">%s</text>
                        """,
                        WIDTH,
                        TOP + bars.size() * ROW + 10,
                        title,
                        title,
                        unit));
        int y = TOP;
        for (Bar bar : bars) {
            double first = bar.first() * scale;
            double second = bar.second() * scale;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            """
                            <text x="%d" y="%d" text-anchor="end">%s</text>
                            <rect class="first" x="%d" y="%d" width="%.1f" height="%d"/>
                            <rect class="second" x="%.1f" y="%d" width="%.1f" height="%d"/>
                            <text x="%.1f" y="%d">%s</text>
                            """,
                            LEFT - 8,
                            y + ROW - 7,
                            bar.label(),
                            LEFT,
                            y + 2,
                            first,
                            ROW - 5,
                            LEFT + first,
                            y + 2,
                            second,
                            ROW - 5,
                            LEFT + first + second + 6,
                            y + ROW - 7,
                            number(bar.first() + bar.second())));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    /** Three digits that count, or all before the point. */
    public static String number(double value) {
        return String.format(
                Locale.ROOT,
                value >= 100 || value == 0 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f",
                value);
    }
}
