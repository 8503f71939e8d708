package dev.latchkey.server.operate;

import dev.latchkey.server.operate.TestPrometheus.Point;
import dev.latchkey.server.operate.TestPrometheus.Series;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Draws what a dashboard shows, as SVG: one diagram for each panel, in two columns. */
final class DashboardPlot {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 150;
    private static final int LEFT = 60;
    private static final int TOP = 26;
    private static final int LEGEND = 150;
    private static final List<String> COLOURS = List.of(
            "#1f77b4", "#d95f02", "#2ca02c", "#c0392b", "#7b5ea7", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22",
            "#17a2b8");

    private DashboardPlot() {}

    static String draw(Map<String, Map<String, Series>> panels) {
        StringBuilder svg = new StringBuilder();
        int rows = (panels.size() + 1) / 2;
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">%n"
                        .formatted(2 * (WIDTH + 20), rows * (HEIGHT + 30)));
        svg.append("  <title>The queries of docs/grafana/latchkey.json over one run</title>\n");
        svg.append("  <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        int i = 0;
        for (Map.Entry<String, Map<String, Series>> panel : panels.entrySet()) {
            svg.append("  <g transform=\"translate(%d %d)\">%n"
                    .formatted((i % 2) * (WIDTH + 20), (i / 2) * (HEIGHT + 30)));
            panel(svg, panel.getKey(), panel.getValue());
            svg.append("  </g>\n");
            i++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, String title, Map<String, Series> lines) {
        double from = extreme(lines, Point::time, false);
        double to = Math.max(extreme(lines, Point::time, true), from + 1);
        double max = Math.max(extreme(lines, Point::value, true), 1e-9) * 1.05;
        int right = WIDTH - LEGEND;
        int bottom = HEIGHT - 4;
        svg.append("    <text x=\"8\" y=\"16\" font-size=\"13\" font-weight=\"bold\">%s</text>%n"
                .formatted(escape(title)));
        svg.append("    <path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#999999\"/>%n"
                .formatted(LEFT, TOP, bottom, right));
        svg.append("    <text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#555555\">%s</text>%n"
                .formatted(LEFT - 4, TOP + 8, number(max / 1.05)));
        svg.append("    <text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#555555\">0</text>%n"
                .formatted(LEFT - 4, bottom));
        svg.append("    <text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#555555\">%.0f s</text>%n"
                .formatted(right, bottom + 14, to - from));
        int i = 0;
        for (Map.Entry<String, Series> line : lines.entrySet()) {
            String colour = COLOURS.get(i % COLOURS.size());
            String points = line.getValue().points().stream()
                    .map(point -> String.format(
                            Locale.ROOT,
                            "%.1f,%.1f",
                            LEFT + (right - LEFT) * (point.time() - from) / (to - from),
                            bottom - (bottom - TOP) * point.value() / max))
                    .collect(Collectors.joining(" "));
            svg.append("    <polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n"
                    .formatted(points, colour));
            svg.append("    <text x=\"%d\" y=\"%d\" fill=\"%s\" font-size=\"10\">%s</text>%n"
                    .formatted(right + 8, TOP + 6 + 12 * i, colour, escape(line.getKey())));
            i++;
        }
    }

    private static double extreme(Map<String, Series> lines, ToDoubleFunction<Point> of, boolean greatest) {
        var values =
                lines.values().stream().flatMap(line -> line.points().stream()).mapToDouble(of);
        return (greatest ? values.max() : values.min()).orElse(0);
    }

    private static String number(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.3g M", value / 1e6);
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2g", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
