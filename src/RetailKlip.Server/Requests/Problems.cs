using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace RetailKlip.Server;

/// <summary>Every fault is answered as problem details (RFC 9457) that say what is wrong and what to do; what went wrong inside is only
/// logged.</summary>
internal static class Problems
{
    private const int SqliteBusy = 5, SqliteUnique = 2067, SqlitePrimaryKey = 1555;

    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
        {
            if (context.Exception is { } exception && Detail(exception) is { } detail)
                context.ProblemDetails.Detail = detail;
            context.ProblemDetails.Instance ??= context.HttpContext.Request.Path;
        });
        // Bodies that cannot be read are told like any other fault.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = Status,
            // Only what is the server's own fault belongs in its log.
            SuppressDiagnosticsCallback = context => Status(context.Exception) < StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
    }

    public static IResult Invalid(string member, params string[] reasons) =>
        Results.ValidationProblem(new Dictionary<string, string[]> { [member] = reasons }, statusCode: StatusCodes.Status422UnprocessableEntity);

    public static IResult NotFound(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    public static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict);

    private static int Status(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        DbUpdateConcurrencyException => StatusCodes.Status412PreconditionFailed,
        _ when IsDuplicate(exception) => StatusCodes.Status409Conflict,
        _ when IsBusy(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string? Detail(Exception exception) => exception switch
    {
        BadHttpRequestException bad => $"{bad.Message} {bad.InnerException?.Message}".Trim(),
        DbUpdateConcurrencyException => "Somebody else changed it meanwhile: get it again.",
        _ when IsDuplicate(exception) => "Somebody else took one of its codes meanwhile: get it again.",
        _ when IsBusy(exception) => "The database is busy or cannot be reached: try again.",
        _ => "The server failed; its log says more.",
    };

    private static bool IsDuplicate(Exception exception) => exception.GetBaseException() switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
        _ => false,
    };

    private static bool IsBusy(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (cause is SqliteException { SqliteErrorCode: SqliteBusy } or DbException { IsTransient: true })
                return true;
        return false;
    }
}
