package dev.latchkey.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox | Linux
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 | Chrome | Windows
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0 | Edge | Windows
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15 | Safari | macOS
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1 | Safari | iPhone
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1 | Chrome | iPhone
            Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36 | Samsung Internet | Android
            Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 | Chrome | ChromeOS
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0 | Opera | Windows
            curl/8.5.0 | curl/8.5.0 | -
            ShopApp/2.1 (Linux; Android 15) | ShopApp/2.1 | Android
            """)
    void aBrowserAndItsSystemAreRecognised(String header, String browser, String system) {
        assertThat(UserAgent.parse(header)).isEqualTo(new UserAgent(browser, system));
    }

    @Test
    void whatIsUnknownIsShort() {
        assertThat(UserAgent.parse(null)).isEqualTo(new UserAgent(null, null));
        assertThat(UserAgent.parse(" ")).isEqualTo(new UserAgent(null, null));
        assertThat(UserAgent.parse("x".repeat(120)).browser()).isEqualTo("x".repeat(40) + "…");
        assertThat(UserAgent.parse("(").browser()).isNull();
    }

    @Test
    void aPageThatWarnsShowsNoTextOfAStranger() {
        assertThat(UserAgent.program("curl/8.5.0")).isEqualTo("curl/8.5.0");
        assertThat(UserAgent.program("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"))
                .isEqualTo("Firefox, Linux");
        assertThat(UserAgent.program("your-TV-in-the-living-room")).isNull();
        assertThat(UserAgent.program("your TV in the living room: allow it")).isNull();
        assertThat(UserAgent.program("Verified-by-your-bank/1 (Android)")).isEqualTo("Android");
        assertThat(UserAgent.program(null)).isNull();
    }
}
