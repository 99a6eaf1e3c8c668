package dev.weir.bench.report;

import java.util.List;

/**
 * Draws how durations are spread: panels side by side, in each a line for every peer over the
 * percentiles that are kept.
 */
final class Percentiles {
    private static final int PANEL = 240;
    private static final int LEFT = 44;
    private static final int INNER = PANEL - LEFT - 16;
    private static final int TOP = 88;
    private static final int BOTTOM = 250;
    private static final int HEIGHT = 284;
    private static final int STEPS = 4;

    private Percentiles() {}

    /**
     * A panel.
     *
     * @param label what it shows
     * @param lines one a peer
     */
    record Panel(String label, List<Line> lines) {}

    /**
     * A line.
     *
     * @param series the peer
     * @param values one for each of {@link Results#PERCENTILES}, at least 0
     */
    record Line(String series, List<Double> values) {}

    static String chart(String title, String unit, List<Panel> panels) {
        StringBuilder body = new StringBuilder();
        legend(body, panels);
        for (int i = 0; i < panels.size(); i++) {
            panel(body, i * PANEL, panels.get(i));
        }
        return Svg.page(title, unit, HEIGHT, body);
    }

    private static void legend(StringBuilder to, List<Panel> panels) {
        List<String> series =
                panels.stream()
                        .flatMap(panel -> panel.lines().stream())
                        .map(Line::series)
                        .distinct()
                        .toList();
        int x = PANEL * 3 - 76 * series.size();
        for (String each : series) {
            to.append(
                    Svg.format(
                            "<rect class=\"%s\" x=\"%d\" y=\"10\" width=\"12\" height=\"12\" rx=\"2\"/>\n",
                            Svg.style(each), x));
            Svg.text(to, x + 18, 20, "start", "small", each);
            x += 76;
        }
    }

    private static void panel(StringBuilder to, int x, Panel panel) {
        double most =
                panel.lines().stream()
                        .flatMap(line -> line.values().stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
        double top = round(most);
        Svg.text(to, x + LEFT, TOP - 16, "start", "", panel.label());
        for (int i = 0; i <= STEPS; i++) {
            double y = BOTTOM - (BOTTOM - TOP) * i / (double) STEPS;
            to.append(
                    Svg.format(
                            "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
                            x + LEFT, x + LEFT + INNER, y, y));
            Svg.text(to, x + LEFT - 5, y + 4, "end", "small", Svg.number(top * i / STEPS));
        }
        for (int i = 0; i < Results.PERCENTILES.size(); i++) {
            Svg.text(
                    to, at(x, i), BOTTOM + 18, "middle", "small", "p" + Results.PERCENTILES.get(i));
        }
        for (Line line : panel.lines()) {
            line(to, x, top, line);
        }
    }

    private static void line(StringBuilder to, int x, double top, Line line) {
        StringBuilder path = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < line.values().size(); i++) {
            double y = BOTTOM - (BOTTOM - TOP) * line.values().get(i) / top;
            path.append(path.isEmpty() ? "M" : "L").append(Svg.format("%.1f %.1f", at(x, i), y));
            dots.append(
                    Svg.format(
                            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n",
                            Svg.style(line.series()), at(x, i), y));
        }
        to.append(
                Svg.format(
                        "<path class=\"line %s-line\" d=\"%s\"/>\n",
                        Svg.style(line.series()), path.toString()));
        to.append(dots);
    }

    private static double at(int x, int step) {
        return x + LEFT + 8 + (INNER - 16) * step / (double) (Results.PERCENTILES.size() - 1);
    }

    /** The next of 1, 2, 4, 6, 8 times a power of ten; 1 of nothing. */
    private static double round(double most) {
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (int step : new int[] {1, 2, 4, 6, 8}) {
            if (step * power >= most) {
                return step * power;
            }
        }
        return 10 * power;
    }
}
