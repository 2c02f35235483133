package io.cloudbackup.cloud;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives another token whenever the last one was refused. */
class FakeTokens implements TokenSource {
  private final List<String> refused = new CopyOnWriteArrayList<>();

  @Override
  public String token() {
    return "t1.token-" + refused.size();
  }

  @Override
  public void refused(String token) {
    refused.add(token);
  }

  final List<String> refused() {
    return List.copyOf(refused);
  }
}
