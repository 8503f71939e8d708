package dev.latchkey.server.page;

/**
 * A QR code as one path of an SVG. The page's policy forbids inline styles, so its colours are attributes.
 *
 * @param size of the whole image with its quiet zone, in modules
 * @param path the dark modules, row by row, as lines between whole numbers
 */
public record QrCode(int size, String path) {

    /** Of ISO/IEC 18004, in modules. */
    private static final int QUIET_ZONE = 4;

    /**
     * The code of a text.
     *
     * @throws IllegalArgumentException when the text is too long for any
     */
    public static QrCode of(String text) {
        io.nayuki.qrcodegen.QrCode code =
                io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.LOW);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                int length = 0;
                while (code.getModule(x + length, y)) {
                    length++;
                }
                if (length > 0) {
                    path.append('M').append(x + QUIET_ZONE).append(' ').append(y + QUIET_ZONE);
                    path.append('h').append(length);
                    x += length;
                }
            }
        }
        return new QrCode(code.size + 2 * QUIET_ZONE, path.toString());
    }
}
