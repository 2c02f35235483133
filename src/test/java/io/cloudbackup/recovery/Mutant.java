package io.cloudbackup.recovery;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The operator with one guard broken: the simulation with one source file of the recovery room
 * changed.
 *
 * @param guard what is broken, for a person
 * @param file in the recovery room
 * @param text that stands in it exactly once
 * @param instead what stands there in the mutant
 */
record Mutant(String guard, String file, String text, String instead) {
  private static final Path ROOM = Path.of("src/main/java/io/cloudbackup/recovery");
  private static final String PACKAGE = "io.cloudbackup.recovery.";

  /**
   * Lives through worlds with the mutant, up to the first in which a rule is broken; says which
   * one.
   */
  Optional<String> live(Path classes, long worlds) {
    compile(classes);
    try (ChildFirst loader = new ChildFirst(classes)) {
      Object failure =
          loader
              .loadClass(PACKAGE + "MutantRun")
              .getMethod("firstViolation", long.class)
              .invoke(null, worlds);
      return ((Optional<?>) failure).map(String.class::cast);
    } catch (ReflectiveOperationException | IOException e) {
      throw new IllegalStateException("the mutant does not run: " + guard, e);
    }
  }

  private void compile(Path classes) {
    try {
      Path source = ROOM.resolve(file);
      String original = Files.readString(source);
      if (original.split(java.util.regex.Pattern.quote(text), -1).length != 2) {
        throw new IllegalStateException(
            "the guard has moved; this text must stand in " + file + " exactly once: " + text);
      }
      Path mutated = Files.createDirectories(classes.resolve("source")).resolve(file);
      Files.writeString(mutated, original.replace(text, instead));
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      StringWriter errors = new StringWriter();
      try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
        boolean compiled =
            compiler
                .getTask(
                    errors,
                    files,
                    null,
                    List.of(
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path")),
                    null,
                    files.getJavaFileObjects(mutated))
                .call();
        if (!compiled) {
          throw new IllegalStateException("the mutant does not compile: " + guard + "\n" + errors);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't make the mutant: " + guard, e);
    }
  }

  @Override
  public String toString() {
    return guard;
  }

  /** Loads the recovery room anew, the mutant's classes before the others. */
  private static final class ChildFirst extends URLClassLoader {
    ChildFirst(Path classes) {
      super(urls(classes), Mutant.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }

    private static URL[] urls(Path classes) {
      try {
        return new URL[] {
          classes.toUri().toURL(),
          Path.of("target/classes").toUri().toURL(),
          Path.of("target/test-classes").toUri().toURL()
        };
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
