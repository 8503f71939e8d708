package dev.latchkey.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.http.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    @Test
    void aValueIsDecodedOnce() {
        Parameters parameters = Parameters.parse("a=b+c%20d%2520&%61b=%e2%82%ac&c&d=&&e=f=g");
        assertThat(parameters.get("a")).isEqualTo("b c d%20");
        assertThat(parameters.get("ab")).isEqualTo("€");
        assertThat(parameters.get("e")).isEqualTo("f=g");
        assertThat(parameters.get("c")).isNull();
        assertThat(parameters.get("d")).isNull();
        assertThat(parameters.isRepeated("a")).isFalse();
        assertThat(Parameters.parse("a=&a=b").isRepeated("a")).isTrue();
    }

    @Test
    void theSameParametersHaveOneSpelling() {
        String one = Parameters.parse("a=%7e%2F+x&b=1&ignored=2").encoded(name -> name.length() == 1);
        assertThat(one).isEqualTo("a=~%2F%20x&b=1".replace("~", "%7E"));
        assertThat(Parameters.parse(one).encoded(name -> true)).isEqualTo(one);
        assertThat(Parameters.parse("a=1&b=2&a=3").with("a", "4").encoded(name -> true))
                .isEqualTo("b=2&a=4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%00", "%00=a", "a=%ff", "a=%c0%80", "a=%ed%a0%80", "a=%+1"})
    void whatIsNoTextIsRefused(String encoded) {
        assertThatThrownBy(() -> Parameters.parse(encoded)).isInstanceOf(Failure.class);
    }
}
