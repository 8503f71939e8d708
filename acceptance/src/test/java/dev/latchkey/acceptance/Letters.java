package dev.latchkey.acceptance;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a reader sees of a letter. */
final class Letters {

    private static final Pattern LINK = Pattern.compile("https?://\\S+token=\\S+");

    private Letters() {}

    /** A part: 0 is the text, 1 is HTML. */
    static String part(MimeMessage letter, int number) throws MessagingException, IOException {
        return ((MimeMultipart) letter.getContent())
                .getBodyPart(number)
                .getContent()
                .toString();
    }

    /** The link in the text. */
    static URI link(MimeMessage letter) throws MessagingException, IOException {
        Matcher link = LINK.matcher(part(letter, 0));
        if (!link.find()) {
            throw new AssertionError("There is no link:\n" + part(letter, 0));
        }
        return URI.create(link.group());
    }
}
