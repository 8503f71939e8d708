package dev.latchkey.core.credential;

import java.util.Arrays;
import java.util.List;

/** Characters in an order that hands or heads know: alphabets, digits, and ways over a keyboard. */
final class TypingPatterns {

    /** A shorter run is chance. */
    private static final int SHORTEST = 3;

    /** Characters above are in no order of ours. */
    private static final int CHARACTERS = 0x460;

    private static final List<String> ORDERS = List.of(
            "abcdefghijklmnopqrstuvwxyz",
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            "0123456789",
            "1234567890-=",
            "!@#$%^&*()_+",
            "!\"§$%&/()=",
            "qwertyuiop[]",
            "asdfghjkl;'",
            "zxcvbnm,./",
            "qwertzuiop",
            "yxcvbnm",
            "azertyuiop",
            "qsdfghjklm",
            "wxcvbn",
            "йцукенгшщзхъ",
            "фывапролджэ",
            "ячсмитьбю",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
            "qazwsxedcrfvtgbyhnujmik,ol.p;/",
            "zaqxswcdevfrbgtnhymju",
            "1q2w3e4r5t6y7u8i9o0p",
            "q1w2e3r4t5y6u7i8o9p0",
            "qawsedrftgyhujikolp",
            "asqwzx",
            "789456123",
            "147258369",
            "741852963");

    /** For each order, the place of each character in it; -1 for one that is not in it. */
    private static final byte[][] PLACES =
            ORDERS.stream().map(TypingPatterns::places).toArray(byte[][]::new);

    private TypingPatterns() {}

    private static byte[] places(String order) {
        byte[] places = new byte[CHARACTERS];
        Arrays.fill(places, (byte) -1);
        for (int i = 0; i < order.length(); i++) {
            places[order.charAt(i)] = (byte) i;
        }
        return places;
    }

    /** Told of each run that begins at a place. */
    @FunctionalInterface
    interface Runs {
        void run(int length, float bits);
    }

    /** Finds the runs that begin at {@code from}: forwards or backwards, each character, each second or each third. */
    static void find(int[] text, int from, int length, Runs runs) {
        for (int order = 0; order < PLACES.length; order++) {
            byte[] places = PLACES[order];
            int first = place(places, text, from, length);
            int second = place(places, text, from + 1, length);
            int step = second - first;
            if (first < 0 || second < 0 || step == 0 || Math.abs(step) > 3) {
                continue;
            }
            int size = ORDERS.get(order).length();
            // An end is where people begin.
            float bits = first == 0 || first == size - 1 ? 1 : log2(size);
            bits += Math.abs(step) - 1 + (step < 0 ? 1 : 0);
            for (int run = 2, last = second; place(places, text, from + run, length) - last == step; run++) {
                last += step;
                if (run + 1 >= SHORTEST && last >= 0) {
                    runs.run(run + 1, bits + log2(run + 1) / 2);
                }
            }
        }
    }

    /** Far from every other place when there is none. */
    private static int place(byte[] places, int[] text, int at, int length) {
        return at >= length || text[at] >= CHARACTERS || places[text[at]] < 0 ? -100 : places[text[at]];
    }

    static float log2(double value) {
        return (float) (Math.log(value) / Math.log(2));
    }
}
