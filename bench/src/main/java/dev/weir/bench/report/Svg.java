package dev.weir.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * Writes charts as SVG that reads well on light and on dark ground: ink follows the reader's colour
 * scheme, the ground is left out. No script, no font, nothing fetched.
 */
final class Svg {
    private static final int WIDTH = 720;
    private static final int LEFT = 230;
    private static final int RIGHT = 90;
    private static final int ROW = 20;
    private static final int GROUP_GAP = 16;
    private static final int TOP = 60;

    private Svg() {}

    /**
     * A group of bars.
     *
     * @param label what they show
     * @param bars one a series
     */
    record Group(String label, List<Bar> bars) {}

    /**
     * A bar.
     *
     * @param series its name, which decides its colour
     * @param value its length, at least 0
     */
    record Bar(String series, double value) {}

    /**
     * A point of a line.
     *
     * @param x along
     * @param y up, at least 0
     */
    record Point(double x, double y) {}

    /** Horizontal bars in groups; every group has a scale of its own. */
    static String bars(String title, String unit, List<Group> groups) {
        int height = TOP;
        StringBuilder body = new StringBuilder();
        for (Group group : groups) {
            double most = group.bars().stream().mapToDouble(Bar::value).max().orElse(0);
            int middle = height + group.bars().size() * ROW / 2 + 4;
            text(body, 0, middle, "start", "", group.label());
            for (Bar bar : group.bars()) {
                double length = most > 0 ? bar.value() / most * (WIDTH - LEFT - RIGHT) : 0;
                body.append(
                        format(
                                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n",
                                style(bar.series()),
                                LEFT,
                                height + 2,
                                Math.max(1, length),
                                ROW - 4));
                text(body, LEFT - 8, height + ROW - 6, "end", "small", bar.series());
                text(
                        body,
                        LEFT + length + 6,
                        height + ROW - 6,
                        "start",
                        "small",
                        number(bar.value()));
                height += ROW;
            }
            height += GROUP_GAP;
        }
        return page(title, unit, height, body);
    }

    /** A line over time. */
    static String line(
            String title, String xUnit, String yUnit, String series, List<Point> points) {
        int height = 320;
        int bottom = height - 40;
        int left = 60;
        double mostX = points.stream().mapToDouble(Point::x).max().orElse(1);
        double mostY = points.stream().mapToDouble(Point::y).max().orElse(1) * 1.1;
        StringBuilder body = new StringBuilder();
        for (int i = 0; i <= 4; i++) {
            double y = bottom - (bottom - TOP) * i / 4.0;
            body.append(
                    format(
                            "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
                            left, WIDTH - 20, y, y));
            text(body, left - 6, y + 4, "end", "small", number(mostY * i / 4));
            double x = left + (WIDTH - 20 - left) * i / 4.0;
            text(body, x, bottom + 18, "middle", "small", number(mostX * i / 4));
        }
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(
                            format(
                                    "%.1f %.1f",
                                    left + (WIDTH - 20 - left) * point.x() / Math.max(mostX, 1e-9),
                                    bottom - (bottom - TOP) * point.y() / Math.max(mostY, 1e-9)));
        }
        body.append(
                format(
                        "<path class=\"line %s-line\" d=\"%s\"/>\n",
                        style(series), path.toString()));
        text(body, WIDTH - 20, height - 4, "end", "small", xUnit);
        return page(title, yUnit, height, body);
    }

    static String page(String title, String unit, int height, StringBuilder body) {
        StringBuilder out = new StringBuilder();
        out.append(
                format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                        WIDTH, height, escape(title)));
        out.append(
                """
                <style>
                text { font: 13px system-ui, sans-serif; fill: #1f2328; }
                .title { font-size: 16px; font-weight: 600; }
                .small { font-size: 12px; }
                .grid { stroke: #8c959f; stroke-opacity: .35; }
                .line { fill: none; stroke-width: 2; }
                .weir { fill: #0969da; } .weir-line { stroke: #0969da; fill: none; }
                .nginx { fill: #2da44e; } .nginx-line { stroke: #2da44e; fill: none; }
                .direct { fill: #8c959f; } .direct-line { stroke: #8c959f; fill: none; }
                .other { fill: #bf8700; } .other-line { stroke: #bf8700; fill: none; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3; }
                  .weir { fill: #58a6ff; } .weir-line { stroke: #58a6ff; fill: none; }
                  .nginx { fill: #3fb950; } .nginx-line { stroke: #3fb950; fill: none; }
                  .direct { fill: #7d8590; } .direct-line { stroke: #7d8590; fill: none; }
                  .other { fill: #d29922; } .other-line { stroke: #d29922; fill: none; }
                }
                </style>
                """);
        text(out, 0, 20, "start", "title", title);
        text(out, 0, 40, "start", "small", unit);
        return out.append(body).append("</svg>\n").toString();
    }

    static void text(
            StringBuilder to, double x, double y, String anchor, String style, String text) {
        to.append(
                format(
                        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
                        style, x, y, anchor, escape(text)));
    }

    static String style(String series) {
        return switch (series) {
            case "weir", "nginx", "direct" -> series;
            default -> "other";
        };
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Three digits that count, or all before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String pattern =
                size >= 100 || size == 0
                        ? "%,.0f"
                        : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return format(pattern, value);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on the class path
    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
