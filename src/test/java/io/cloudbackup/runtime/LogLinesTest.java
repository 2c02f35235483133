package io.cloudbackup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** The real logging configuration and text that somebody made to look like something else. */
class LogLinesTest {
  private static final String EVIL =
      "seen\r\n2026-01-01T00:00:00.000Z ERROR Forged: line\u001b[2J\u2028\u202e\0\u009b31m";

  private final LoggerContext context = new LoggerContext();
  private @Nullable Encoder<ILoggingEvent> encoder;

  @BeforeEach
  void readConfiguration() throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(getClass().getResource("/logback.xml")));
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("STDERR");
    encoder = appender.getEncoder();
  }

  private List<String> lines(String message, String value, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "class",
            context.getLogger("io.cloudbackup.folder.FolderReconciler"),
            Level.WARN,
            message,
            thrown,
            null);
    event.addKeyValuePair(new KeyValuePair("cause", value));
    String text = new String(Objects.requireNonNull(encoder).encode(event), StandardCharsets.UTF_8);
    assertThat(text)
        .endsWith("\n")
        .doesNotContain("\r", "\u001b", "\u2028", "\u202e", "\0", "\u009b");
    return text.lines().toList();
  }

  @Test
  void shouldWriteOneLineWhateverTheMessageSays() {
    assertThat(lines(EVIL, "fine", null))
        .singleElement()
        .asString()
        .matches(
            ".* WARN  FolderReconciler: seen 2026-01-01T00:00:00.000Z ERROR Forged: line"
                + " .*cause=\"fine\"");
  }

  @Test
  void shouldWriteOneLineWhateverAValueSays() {
    assertThat(lines("said", EVIL, null)).singleElement().asString().contains("said cause=\"seen ");
  }

  @Test
  void shouldIndentEveryLineOfAnException() {
    List<String> lines =
        lines("said", "fine", new IllegalStateException(EVIL, new IllegalArgumentException(EVIL)));

    assertThat(lines.getFirst()).contains("said");
    assertThat(lines.subList(1, lines.size()))
        .anyMatch(line -> line.contains("IllegalStateException: seen"))
        .anyMatch(line -> line.contains("Caused by: java.lang.IllegalArgumentException"))
        .anyMatch(line -> line.contains("\tat io.cloudbackup.runtime.LogLinesTest"))
        .allMatch(line -> line.startsWith("    "));
  }
}
