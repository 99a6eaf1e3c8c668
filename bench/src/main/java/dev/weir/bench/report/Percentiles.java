package dev.weir.bench.report;

import java.util.List;

/**
 * Draws how durations are spread: panels side by side, in each a line for every peer over the
 * percentiles that are kept, on logarithmic scales.
 */
final class Percentiles {
    private static final int PANEL = 240;
    private static final int LEFT = 44;
    private static final int INNER = PANEL - LEFT - 16;
    private static final int TOP = 88;
    private static final int BOTTOM = 250;
    private static final int HEIGHT = 284;

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
        List<Double> all = panel.lines().stream().flatMap(line -> line.values().stream()).toList();
        Scale scale = Scale.of(all);
        Svg.text(to, x + LEFT, TOP - 16, "start", "", panel.label());
        for (int decade = scale.low(); decade <= scale.high(); decade++) {
            double value = Math.pow(10, decade);
            double y = scale.at(value);
            to.append(
                    Svg.format(
                            "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
                            x + LEFT, x + LEFT + INNER, y, y));
            Svg.text(to, x + LEFT - 5, y + 4, "end", "small", label(value));
        }
        for (int i = 0; i < Results.PERCENTILES.size(); i++) {
            Svg.text(to, at(x, i), BOTTOM + 18, "middle", "small", Results.PERCENTILES.get(i));
        }
        for (Line line : panel.lines()) {
            line(to, x, scale, line);
        }
    }

    private static void line(StringBuilder to, int x, Scale scale, Line line) {
        StringBuilder path = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < line.values().size(); i++) {
            double y = scale.at(line.values().get(i));
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

    private static String label(double value) {
        return value >= 1 ? Svg.format("%,.0f", value) : Svg.format("%s", value);
    }

    /**
     * Whole powers of ten that all values lie between.
     *
     * @param low exponent at the foot
     * @param high exponent at the top, above the other
     */
    private record Scale(int low, int high) {
        /** A microsecond; what is less is drawn as that. */
        private static final double LEAST = 0.001;

        static Scale of(List<Double> values) {
            double least = values.stream().mapToDouble(each -> each).min().orElse(0.1);
            double most = values.stream().mapToDouble(each -> each).max().orElse(1);
            int low = (int) Math.floor(Math.log10(Math.max(LEAST, least)));
            int high = (int) Math.ceil(Math.log10(Math.max(LEAST, most)));
            return new Scale(low, Math.max(low + 1, high));
        }

        double at(double value) {
            double share = (Math.log10(Math.max(LEAST, value)) - low) / (high - low);
            return BOTTOM - (BOTTOM - TOP) * Math.max(0, share);
        }
    }
}
