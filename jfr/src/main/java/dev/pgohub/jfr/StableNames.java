package dev.pgohub.jfr;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of classes that are made while the program runs carry addresses, counters and hashes. Here
 * they lose them, so that the same code has the same name on every instance.
 */
final class StableNames {

  private record Rule(Pattern pattern, String replacement) {
    Rule(String pattern, String replacement) {
      this(Pattern.compile(pattern), replacement);
    }

    String apply(String name) {
      return pattern.matcher(name).replaceAll(replacement);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          // Hidden classes: Foo$$Lambda+0x00007f12.1690859824, LambdaForm$MH/0x0000000800c03000.
          new Rule("[+/.]0x[0-9a-fA-F]+(?:[./][0-9]+)?$|/[0-9]+$", ""),
          new Rule("\\$\\$Lambda\\$[0-9]+$", "\\$\\$Lambda"),
          new Rule("\\b(Generated(?:Method|(?:Serialization)?Constructor)Accessor)[0-9]+$", "$1"),
          new Rule("^jdk\\.proxy[0-9]+\\.", "jdk.proxy."),
          new Rule("(^|\\.)\\$Proxy[0-9]+$", "$1\\$Proxy"),
          // Foo$$SpringCGLIB$$0, Foo$$EnhancerByGuice$$1a2b3c, Foo$$FastClassBySpringCGLIB$$9f.
          new Rule("(\\$\\$\\w*(?:CGLIB|Guice|FastClass)\\w*?)\\$\\$[0-9a-fA-F]+(?=\\$|$)", "$1"),
          new Rule(
              "\\$(ByteBuddy|MockitoMock|Hibernate[A-Za-z]+|auxiliary)\\$[0-9A-Za-z]+", "\\$$1"),
          new Rule("(_\\$\\$_j(?:vst|avassist))[0-9a-f_]+$", "$1"),
          new Rule("(Access4Jackson(?:Des|S)erializer)[0-9a-f]+$", "$1"),
          // What JDK 17 makes for every event of JFR.
          new Rule("^(jdk\\.jfr\\.internal\\.handlers\\.EventHandler)[0-9_-]+$", "$1"));

  private StableNames() {}

  /** The name without what differs between two instances of one build. */
  static String of(String className) {
    // All such names have one of these.
    if (className.indexOf('$') < 0 && className.indexOf('/') < 0 && !endsInDigit(className)) {
      return className;
    }
    String name = className;
    for (Rule rule : RULES) {
      name = rule.apply(name);
    }
    return name;
  }

  private static boolean endsInDigit(String name) {
    return !name.isEmpty() && Character.isDigit(name.charAt(name.length() - 1));
  }
}
