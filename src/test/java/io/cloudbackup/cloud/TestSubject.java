package io.cloudbackup.cloud;

import java.util.function.Supplier;

/** Somebody whose tokens the test makes. */
record TestSubject(Supplier<String> tokens) implements SubjectTokens {
  static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

  static TestSubject good() {
    return new TestSubject(() -> TOKEN);
  }

  /** One that has no token. */
  static TestSubject without(String reason, boolean lasting) {
    return new TestSubject(
        () -> {
          throw new NoSubjectTokenException(reason, "no token here", lasting);
        });
  }

  @Override
  public String fresh() {
    return tokens.get();
  }

  @Override
  public String description() {
    return "the test's subject";
  }
}
