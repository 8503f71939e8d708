package dev.latchkey.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"alice@example.com", "a.b+c=d?@sub.example.com", "o'neil@localhost", "x@xn--bcher-kva.example"})
    void isSentTo(String written) {
        assertThat(MailAddress.parse(written)).map(MailAddress::value).contains(written);
    }

    @Test
    void theDomainIsItsNameInTheDns() {
        assertThat(MailAddress.parse("alice@b\u00fccher.example"))
                .map(MailAddress::value)
                .contains("alice@xn--bcher-kva.example");
    }

    /** The last three: a relay may read another address in them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b",
                "a b@c",
                "a@b c",
                "a\r\nBcc: x@evil.example",
                "a@b\r\nBcc: x@evil.example",
                "a,b@c",
                "<a@b>",
                "\"a b\"@c",
                "a@[127.0.0.1]",
                "a..b@c",
                "\u00e4@c",
                "a@stra\u00dfe.example",
                "=?utf-8?q?x=40evil.com=3e=20?=@corp.example",
                "x%evil.com@corp.example",
                "evil.com!x@corp.example"
            })
    void isNotSentTo(String written) {
        assertThat(MailAddress.parse(written)).isEmpty();
    }
}
