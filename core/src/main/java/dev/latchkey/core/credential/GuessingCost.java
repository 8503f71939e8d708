package dev.latchkey.core.credential;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/**
 * How many guesses it takes to find a password, in bits: the least that its parts cost together, when each is a frequent
 * word (plain, backwards, with digits for letters), a word about the account, a run on the keyboard, a date, what came
 * before once more, or just a character. It looks at no more than {@link #LENGTH} characters, at each a bounded number of
 * times, so that no input takes longer than a millisecond or two.
 */
final class GuessingCost {

    private static final int LENGTH = 256;
    private static final int SHORTEST_WORD = 3;

    private static final float CHARACTER = 3.3f;
    private static final float USUAL_CHARACTER = 2f;
    private static final float RELATED_WORD = 1.5f;
    private static final float VARIATION = 1f;
    private static final float COPY = 1.5f;
    private static final float DATE = 13f;

    /** The cost of one more part, in bits. */
    private static final float PART = 0.7f;

    private static final String USUAL_CHARACTERS = "1!.-_ @#?*$&+";

    /** Digits and signs that stand for letters, and two ways to read them. */
    private static final String SIGNS = "4@83([{<69!1|0$5+7%2";

    private static final String LETTERS = "aabeccccggiiiosstlxz";
    private static final String OTHER_LETTERS = "aabeccccggillosstlxz";

    private final int length;
    private final int[] text;
    private final boolean[] upper;
    private final float[] best;

    /** The cost of the word of each length that begins at each place. */
    private final float[][] words;

    private GuessingCost(String password) {
        int[] characters = fold(password).limit(LENGTH).toArray();
        this.length = characters.length;
        this.upper = new boolean[length];
        this.text = new int[length];
        for (int i = 0; i < length; i++) {
            upper[i] = Character.isUpperCase(characters[i]);
            text[i] = Character.toLowerCase(characters[i]);
        }
        this.best = new float[length + 1];
        this.words = new float[length][CommonWords.LONGEST + 1];
        Arrays.fill(best, Float.MAX_VALUE);
        for (float[] row : words) {
            Arrays.fill(row, Float.MAX_VALUE);
        }
    }

    /**
     * Estimates.
     *
     * @param related what belongs to the account or to the server: names, addresses
     */
    static float bits(String password, Collection<String> related) {
        var cost = new GuessingCost(password);
        cost.findWords(CommonWords.common());
        cost.findWords(words(related));
        return cost.least();
    }

    /** Letters without their marks, and without the forms that only look different. */
    private static IntStream fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK);
    }

    /** Each text as a whole and in its parts; what is longer than a word can be, in pieces. */
    private static CommonWords words(Collection<String> related) {
        var words = new CommonWords(64);
        for (String text : related) {
            int[] characters =
                    fold(text).map(Character::toLowerCase).limit(LENGTH).toArray();
            addPieces(words, characters, 0, characters.length);
            int begin = 0;
            for (int i = 0; i <= characters.length; i++) {
                if (i == characters.length || !Character.isLetterOrDigit(characters[i])) {
                    addPieces(words, characters, begin, i);
                    begin = i + 1;
                }
            }
        }
        return words;
    }

    private static void addPieces(CommonWords words, int[] text, int begin, int end) {
        for (int from = begin; from < end; from += CommonWords.LONGEST) {
            int size = Math.min(CommonWords.LONGEST, end - from);
            if (size >= SHORTEST_WORD && Arrays.stream(text, from, from + size).allMatch(c -> c < 128)) {
                words.add(text, from, size, RELATED_WORD);
            }
        }
    }

    private void findWords(CommonWords known) {
        findWords(known, text, 0);
        for (String letters : new String[] {LETTERS, OTHER_LETTERS}) {
            int[] read = Arrays.stream(text)
                    .map(c -> SIGNS.indexOf(c) < 0 ? c : letters.charAt(SIGNS.indexOf(c)))
                    .toArray();
            if (!Arrays.equals(read, text)) {
                findWords(known, read, VARIATION);
            }
        }
    }

    private void findWords(CommonWords known, int[] read, float extra) {
        for (int from = 0; from < length; from++) {
            for (int step = 1; step >= -1; step -= 2) {
                int hash = 0;
                for (int size = 1; size <= CommonWords.LONGEST; size++) {
                    int at = from + step * (size - 1);
                    if (at < 0 || at >= length || read[at] > 127) {
                        break;
                    }
                    hash = CommonWords.hash(hash, read[at]);
                    float cost = size < SHORTEST_WORD ? -1 : known.cost(hash, read, from, size, step);
                    if (cost >= 0) {
                        int begin = Math.min(from, at);
                        float bits = cost + extra + (step < 0 ? VARIATION : 0) + capitals(begin, begin + size);
                        words[begin][size] = Math.min(words[begin][size], bits);
                    }
                }
            }
        }
    }

    /** None is the rule; the first or all of them are the usual exceptions. */
    private float capitals(int begin, int end) {
        int capitals = 0;
        for (int i = begin; i < end; i++) {
            capitals += upper[i] ? 1 : 0;
        }
        boolean usual = capitals == end - begin || (capitals == 1 && upper[begin]);
        return capitals == 0 ? 0 : usual ? VARIATION : 1 + 1.5f * Math.min(capitals, end - begin - capitals);
    }

    private float least() {
        best[0] = 0;
        int[] copied = new int[length + 1];
        for (int at = 0; at <= length; at++) {
            findCopies(at, copied);
            if (at < length) {
                int begin = at;
                boolean usual = USUAL_CHARACTERS.indexOf(text[at]) >= 0;
                reach(at + 1, best[at] + (usual ? USUAL_CHARACTER : CHARACTER));
                for (int size = SHORTEST_WORD; size <= CommonWords.LONGEST && at + size <= length; size++) {
                    part(begin, size, words[begin][size]);
                }
                TypingPatterns.find(
                        text, at, length, (size, bits) -> part(begin, size, bits + capitals(begin, begin + size)));
                findDates(at);
            }
        }
        return best[length];
    }

    private void part(int begin, int size, float bits) {
        reach(begin + size, best[begin] + bits + (begin == 0 ? 0 : PART));
    }

    private void reach(int end, float bits) {
        best[end] = Math.min(best[end], bits);
    }

    /** What ends here and is what stands before it, once more or several times. */
    private void findCopies(int end, int[] copied) {
        for (int distance = 1; distance < end; distance++) {
            copied[distance] = text[end - 1] == text[end - 1 - distance] ? copied[distance] + 1 : 0;
            int run = copied[distance];
            if (run >= Math.max(2, distance)) {
                float bits = COPY + TypingPatterns.log2((double) run / distance) / 2;
                part(end - run, run, bits);
                part(end - run / distance * distance, run / distance * distance, bits);
            }
        }
    }

    private void findDates(int at) {
        int digits = 0;
        while (digits < 8 && at + digits < length && text[at + digits] >= '0' && text[at + digits] <= '9') {
            digits++;
        }
        if (digits >= 4 && isYear(at)) {
            part(at, 4, number(at, 4) >= 2010 && number(at, 4) < 2035 ? 4 : 6);
        }
        if (digits >= 6 && (isDay(at) || isDay(at + 2))) {
            part(at, 6, DATE);
        }
        if (digits == 8 && ((isDay(at) && isYear(at + 4)) || (isYear(at) && isDay(at + 4)))) {
            part(at, 8, DATE);
        }
    }

    private boolean isYear(int at) {
        int year = number(at, 4);
        return year >= 1920 && year < 2050;
    }

    /** A day and a month, or a month and a day. */
    private boolean isDay(int at) {
        int first = number(at, 2);
        int second = number(at + 2, 2);
        return first > 0 && second > 0 && Math.min(first, second) <= 12 && Math.max(first, second) <= 31;
    }

    private int number(int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            number = 10 * number + text[i] - '0';
        }
        return number;
    }
}
