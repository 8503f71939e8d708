package dev.latchkey.admin.output;

/** Colours of a terminal, or none. */
record Colours(boolean on) {

    String heading(String text) {
        return wrap("1", text);
    }

    /** Green for what is well, red for what is not, plain for the rest. */
    String state(String text) {
        return switch (text) {
            case "active", "pass", "live", "accepted" -> wrap("32", text);
            case "disabled", "deleted", "revoked", "refused", "fail" -> wrap("31", text);
            case "expired", "idle", "warn" -> wrap("33", text);
            default -> text;
        };
    }

    private String wrap(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
