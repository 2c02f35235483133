package io.cloudbackup.emulator;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which path leads to which method of the API. */
final class ApiRoutes {
  /** Every method, by the names that faults and the journal use. */
  static final List<String> NAMES =
      List.of(
          "Resource.list",
          "Resource.get",
          "Resource.delete",
          "Resource.listTasks",
          "Backup.list",
          "Backup.get",
          "Backup.listArchives",
          "Backup.listFiles",
          "Backup.startRecovery",
          "Backup.delete",
          "Operation.get",
          "Iam.createToken",
          "Iam.exchangeToken",
          "Iam.metadataToken",
          "Endpoint.list",
          "Endpoint.get");

  private static final String METADATA =
      "/computeMetadata/v1/instance/service-accounts/default/token";
  private static final String ID = "([^/:]+)";

  private final List<Route> routes;

  ApiRoutes(ResourceMethods resource, BackupMethods backup, CommonMethods common, IamMethods iam) {
    String resources = "/backup/v1/resources";
    String backups = "/backup/v1/backups";
    this.routes =
        List.of(
            route("Resource.list", "GET", resources, resource::list),
            route("Resource.get", "GET", resources + "/" + ID, resource::get),
            route("Resource.delete", "DELETE", resources + "/" + ID, resource::delete),
            route(
                "Resource.listTasks", "GET", resources + "/" + ID + "/tasks", resource::listTasks),
            route("Backup.list", "GET", backups, backup::list),
            route("Backup.get", "GET", backups + "/" + ID, backup::get),
            route(
                "Backup.listArchives",
                "GET",
                backups + "/" + ID + "/archives",
                backup::listArchives),
            route("Backup.listFiles", "GET", backups + "/" + ID + "/files", backup::listFiles),
            route(
                "Backup.startRecovery",
                "POST",
                backups + "/" + ID + ":startRecovery",
                backup::startRecovery),
            route("Backup.delete", "DELETE", backups + "/" + ID + "/" + ID, backup::delete),
            route("Operation.get", "GET", "/operations/" + ID, common::getOperation),
            open("Iam.createToken", "POST", "/iam/v1/tokens", iam::createToken),
            open("Iam.exchangeToken", "POST", "/oauth/token", iam::exchangeToken),
            open("Iam.metadataToken", "GET", METADATA, iam::metadataToken),
            open("Endpoint.list", "GET", "/endpoints", common::listEndpoints),
            open("Endpoint.get", "GET", "/endpoints/" + ID, common::getEndpoint));
  }

  /**
   * A method of the API.
   *
   * @param open whether it is called without a token
   */
  record Route(
      String name, String verb, Pattern path, boolean open, Function<Call, Answer> method) {
    List<String> ids(String rawPath) {
      Matcher match = path.matcher(rawPath);
      return match.matches()
          ? IntStream.rangeClosed(1, match.groupCount())
              .mapToObj(group -> Request.decoded(match.group(group)))
              .toList()
          : List.of();
    }
  }

  Optional<Route> find(Request request) {
    return routes.stream()
        .filter(route -> route.verb().equals(request.verb()))
        .filter(route -> route.path().matcher(request.path()).matches())
        .findFirst();
  }

  private static Route route(String name, String verb, String path, Function<Call, Answer> method) {
    return new Route(name, verb, Pattern.compile(path), false, method);
  }

  private static Route open(String name, String verb, String path, Function<Call, Answer> method) {
    return new Route(name, verb, Pattern.compile(path), true, method);
  }
}
