package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FolderRefTest {
  static Stream<Arguments> shouldResolveInOwnNamespace() {
    return Stream.of(
        arguments(null, "shop/default"),
        arguments(new FolderRef("prod", null), "shop/prod"),
        arguments(new FolderRef("prod", "platform"), "platform/prod"),
        arguments(new FolderRef("default", "platform"), "platform/default"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldResolveInOwnNamespace(@Nullable FolderRef ref, String expected) {
    assertThat(FolderRef.resolve(ref, "shop")).hasToString(expected);
    assertThat(FolderRef.resolve(ref, "shop").resolvedNamespace())
        .isEqualTo(expected.substring(0, expected.indexOf('/')));
  }

  @Test
  void shouldRefuseToGuessNamespaceOfUnresolvedReference() {
    FolderRef unresolved = new FolderRef("prod", null);

    assertThat(unresolved).hasToString("prod");
    assertThatThrownBy(unresolved::resolvedNamespace)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("prod");
  }
}
