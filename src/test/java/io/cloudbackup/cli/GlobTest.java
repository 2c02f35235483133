package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " ~ ",
      value = {
        "*.conf ~ nginx.conf ~ true",
        "*.conf ~ nginx.conf.old ~ false",
        "*.conf ~ etc/nginx.conf ~ false",
        "* ~ .hidden ~ true",
        "/*/etc/* ~ /Disk 1/etc/hosts ~ true",
        "/*/etc/* ~ /Disk 1/etc/nginx/nginx.conf ~ false",
        "**/*.conf ~ /Disk 1/etc/nginx/nginx.conf ~ true",
        "**.conf ~ /Disk 1/etc/nginx/nginx.conf ~ true",
        "h?sts ~ hosts ~ true",
        "h?sts ~ hsts ~ false",
        "a?b ~ a/b ~ false",
        "? ~ 😀 ~ true",
        "отч*.tx? ~ отчёт.txt ~ true",
        "[а-я]* ~ отчёт ~ true",
        "[a-c]1 ~ b1 ~ true",
        "[a-c]1 ~ d1 ~ false",
        "[!a-c]1 ~ d1 ~ true",
        "[^a-c]1 ~ b1 ~ false",
        "[!a]b ~ /b ~ false",
        "[]]x ~ ]x ~ true",
        "[&&[]x ~ [x ~ true",
        "[-a]x ~ -x ~ true",
        "[😀]x ~ 😀x ~ true",
        "*.{jpg,png} ~ a.png ~ true",
        "*.{jpg,png} ~ a.gif ~ false",
        "{a,b{1,2}}x ~ b2x ~ true",
        "a,b ~ a,b ~ true",
        "a} ~ a} ~ true",
        "\\*.conf ~ *.conf ~ true",
        "\\*.conf ~ a.conf ~ false",
        "a.b ~ axb ~ false",
        "(a|b)+$ ~ (a|b)+$ ~ true",
        "\\Q*\\E ~ QxE ~ true",
      })
  void shouldMatchAsAShellDoes(String glob, String name, boolean matches) {
    assertThat(Glob.parse(glob).test(name)).isEqualTo(matches);
  }

  @Test
  void shouldTakeNamesThatAreNoPathsHere() {
    assertThat(Glob.parse("*.txt").test("nul\0 and\nline.txt")).isTrue();
    assertThat(Glob.parse("**.txt").test("a/nul\0 and\nline.txt")).isTrue();
    assertThat(Glob.parse("*.txt").test("\udce9lone.txt")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[abc", "[", "{a,b", "a\\", "[z-a]"})
  void shouldSayThatItIsNoGlob(String text) {
    assertThatThrownBy(() -> Glob.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
