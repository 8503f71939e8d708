package dev.latchkey.server.edge;

/** What the value of a header may have in it. */
public final class HeaderValues {

    private HeaderValues() {}

    /** Whether a value has assigned characters alone, and no control characters but tabs: the framework's own rule. */
    public static boolean areAllowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c >= 0x7F) {
                return value.codePoints().allMatch(HeaderValues::isAllowed);
            }
        }
        return true;
    }

    private static boolean isAllowed(int point) {
        return point == '\t' || (Character.isDefined(point) && !Character.isISOControl(point));
    }
}
