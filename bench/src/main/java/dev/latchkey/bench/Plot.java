package dev.latchkey.bench;

import java.util.List;
import java.util.Locale;

/** Draws what a browser and GitHub show as they are. */
final class Plot {

    private static final int LABELS = 260;
    private static final int BARS = 480;
    private static final int ROW = 28;
    private static final int TOP = 44;

    private Plot() {}

    /** CPU of a request, in microseconds. */
    record Bar(String label, double server, double database) {

        Bar(String label, Window window) {
            this(label, window.serverMicros(), window.databaseMicros());
        }
    }

    /** A bar for each: server, and database behind it. */
    static String bars(String title, List<Bar> bars) {
        double longest = bars.stream()
                .mapToDouble(bar -> bar.server() + bar.database())
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder(
                String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#fff"/>
                <text x="10" y="24" font-weight="bold">%3$s</text>
                """, LABELS + BARS + 110, TOP + ROW * bars.size() + 10, title));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = TOP + ROW * i;
            double server = BARS * bar.server() / longest;
            double database = BARS * bar.database() / longest;
            svg.append(String.format(
                    Locale.ROOT,
                    """
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect x="%d" y="%d" width="%.1f" height="18" fill="#2563a8"/>
                    <rect x="%.1f" y="%d" width="%.1f" height="18" fill="#e08a1e"/>
                    <text x="%.1f" y="%d">%.0f + %.0f</text>
                    """,
                    LABELS - 10,
                    y + 14,
                    bar.label().replace("&", "&amp;").replace("<", "&lt;"),
                    LABELS,
                    y,
                    server,
                    LABELS + server,
                    y,
                    database,
                    LABELS + server + database + 6,
                    y + 14,
                    bar.server(),
                    bar.database()));
        }
        return svg.append("</svg>\n").toString();
    }
}
