package dev.pgohub.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the modules: what may know of what. */
class ArchitectureTest {

  private static final String OURS = "dev.pgohub..";

  private static final JavaClasses CLASSES = ours();

  private static JavaClasses ours() {
    // Of classes that are not ours, their names are enough.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("dev.pgohub");
  }

  @ParameterizedTest
  @CsvSource({
    "schemas,",
    "pprof, schemas",
    "broker,",
    "telemetry,",
    "jfr, pprof",
    "producer, jfr pprof schemas",
    "merger, pprof schemas telemetry",
    "api, jfr pprof schemas telemetry",
    "cli, pprof schemas",
    "publisher, pprof schemas telemetry",
    "standalone, broker merger api publisher pprof schemas telemetry",
  })
  void module_knowsOnlyWhatItMay(String module, String allowed) {
    assertThat(CLASSES.stream().anyMatch(resideInAPackage(packages(module)))).isTrue();
    String[] targets =
        Stream.concat(
                Stream.of(module),
                allowed == null ? Stream.empty() : List.of(allowed.split(" ")).stream())
            .map(ArchitectureTest::packages)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(packages(module))
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(OURS)).or(resideInAnyPackage(targets)))
        .check(CLASSES);
  }

  @Test
  void modules_haveNoCycles() {
    slices().matching("dev.pgohub.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void engine_knowsNoKafkaAndNoSpring() {
    classes()
        .that()
        .resideInAPackage(packages("pprof"))
        .should()
        .onlyDependOnClassesThat(
            not(resideInAnyPackage("org.apache.kafka..", "org.springframework..")))
        .check(CLASSES);
  }

  private static String packages(String module) {
    return "dev.pgohub." + module + "..";
  }
}
