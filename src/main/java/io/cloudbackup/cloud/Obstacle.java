package io.cloudbackup.cloud;

import io.cloudbackup.cloud.Breaker.Sign;
import io.cloudbackup.cloud.CloudError.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What can keep all calls of a folder from succeeding, each with a {@link Breaker} of its own, and
 * what the end of one call says about it. Pure.
 *
 * <p>Only what concerns all calls counts. An answer of the cloud, a 5xx too, is no sign of a cloud
 * that can't be reached, and one of a single method or machine is no sign for the others: calls
 * that time out or fail there are repeated slowly as it is.
 */
enum Obstacle {
  /**
   * The cloud accepts no token of the folder's, or IAM gives none (401). Every call has the same
   * token, so each one tells of all.
   */
  CREDENTIALS("credentials", Kind.NO_TOKEN) {
    @Override
    Sign sign(String call, @Nullable CloudError error) {
      if (error == null) {
        return Sign.WELL;
      }
      return switch (error.kind()) {
        case UNAUTHENTICATED, NO_TOKEN -> Sign.ILL;
        // Whose request is looked at has been let in, if it is about the call itself.
        case INVALID, NOT_FOUND, ALREADY_EXISTS, FORBIDDEN, PRECONDITION ->
            answered(call, error) ? Sign.WELL : Sign.NONE;
        case THROTTLED, UNREACHABLE, LOST, UNAVAILABLE, GARBAGE -> Sign.NONE;
      };
    }

    @Override
    String why(CloudError last) {
      return last.reason().isEmpty()
          ? "the cloud has refused the credentials several times, at last with \""
              + last.message()
              + "\": replace them"
          // Where there is a reason, the message says what to do.
          : "there was no token several times, the last time since " + last.message();
    }
  },

  /**
   * The service account has no role on the folder (403). A 403 mostly concerns one method (a viewer
   * may not start recoveries) or one machine (of another folder), and says nothing of other calls
   * then. So only that of the list of all machines counts, and that of IAM; any success proves the
   * contrary. The list itself is never kept back: it comes at the pace of the sweeps, which no call
   * about a single machine can blind so, and it is what shows a new role.
   */
  PERMISSION("permission", Kind.FORBIDDEN) {
    @Override
    boolean stops(String call) {
      return !call.equals(WHOLE_FOLDER);
    }

    @Override
    Sign sign(String call, @Nullable CloudError error) {
      if (error == null) {
        return Sign.WELL;
      }
      boolean ofAll = call.equals(WHOLE_FOLDER) || !ofCall(call, error);
      return error.kind() == Kind.FORBIDDEN && ofAll ? Sign.ILL : Sign.NONE;
    }

    @Override
    String why(CloudError last) {
      return "the cloud has refused to list the folder several times, at last with \""
          + last.message()
          + "\": grant the service account a role on the folder";
    }
  },

  /** No connection to the host of the backup API. */
  BACKUP_HOST("backup", Kind.UNREACHABLE) {
    @Override
    boolean concerns(String call) {
      return !call.equals(OF_OPERATION);
    }

    @Override
    Sign sign(String call, @Nullable CloudError error) {
      return reached(call, error);
    }

    @Override
    String why(CloudError last) {
      return unreachable(last);
    }
  },

  /** No connection to the host of the operations, which is another one. */
  OPERATION_HOST("operation", Kind.UNREACHABLE) {
    @Override
    boolean concerns(String call) {
      return call.equals(OF_OPERATION);
    }

    @Override
    Sign sign(String call, @Nullable CloudError error) {
      return reached(call, error);
    }

    @Override
    String why(CloudError last) {
      return unreachable(last);
    }
  };

  private static final String WHOLE_FOLDER = "Resource.list";
  private static final String OF_OPERATION = "Operation.get";

  private final String label;
  private final Kind refusal;

  Obstacle(String label, Kind refusal) {
    this.label = label;
    this.refusal = refusal;
  }

  /** Its name for people and metrics. */
  String label() {
    return label;
  }

  /** Whether that call can meet it. */
  boolean concerns(String call) {
    return true;
  }

  /** Whether that call is kept back while the breaker is open. */
  boolean stops(String call) {
    return true;
  }

  /**
   * What the end of a call says.
   *
   * @param error how it failed, or null where it succeeded
   */
  abstract Sign sign(String call, @Nullable CloudError error);

  abstract String why(CloudError last);

  /**
   * What a call gets that is kept back. It was not sent, so its kind is none that is ambiguous; it
   * and its reason are those that tell people to do the same as for {@code last}, the failure that
   * counted last.
   */
  CloudError refusal(String call, CloudError last) {
    return new CloudError(
        refusal, 0, "not sent: " + why(last), last.requestId(), call, last.reason());
  }

  /** Not so where there was no token for it. */
  private static boolean ofCall(String call, CloudError error) {
    return error.call().equals(call);
  }

  private static boolean answered(String call, CloudError error) {
    return ofCall(call, error) && error.httpStatus() != 0;
  }

  private static Sign reached(String call, @Nullable CloudError error) {
    if (error == null || answered(call, error)) {
      return Sign.WELL;
    }
    if (!ofCall(call, error)) {
      return Sign.NONE;
    }
    return switch (error.kind()) {
      case UNREACHABLE -> Sign.ILL;
      // A connection stood.
      case LOST -> Sign.WELL;
      case INVALID,
          NOT_FOUND,
          ALREADY_EXISTS,
          FORBIDDEN,
          THROTTLED,
          PRECONDITION,
          UNAUTHENTICATED,
          NO_TOKEN,
          UNAVAILABLE,
          GARBAGE ->
          Sign.NONE;
    };
  }

  private static String unreachable(CloudError last) {
    return "several calls could not reach the cloud, the last one since "
        + last.message().replaceFirst("^not sent: ", "")
        + "; look at network, name resolution and proxies";
  }
}
