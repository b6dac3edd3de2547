using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Server;

/// <summary>
/// The encoder that reference pictures are embedded with: the kiosk's own, in FP32, whose embeddings serve every precision of it. Where another one
/// was set, all pictures are embedded anew in the background.
/// </summary>
internal sealed partial class EnrolmentEncoder(
    IServiceScopeFactory scopes, DatabaseTurn turns, IOptions<ServerOptions> options, ILogger<EnrolmentEncoder> logger, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    // Where nobody calibrated what a product is named from.
    private const float UncalibratedTwins = 0.9f;

    private readonly Lock _opening = new();
    private ModelPackage? _package;
    private Encoder? _encoder;

    public ModelPackage Package => _package ?? throw new InvalidOperationException("The server has not started.");

    public EncoderId EncoderId => Package.EncoderId;

    /// <summary>From this similarity on two products are look-alikes: what a product is named from.</summary>
    public float Twins => Package.Manifest.Decision?.AcceptSimilarity ?? UncalibratedTwins;

    /// <summary>Opened, and proved by its golden pictures, when it is first needed.</summary>
    /// <exception cref="ModelPackageException">It does not run here.</exception>
    public Encoder Encoder
    {
        get
        {
            lock (_opening)
                return _encoder ??= Encoder.Open(Package, new EncoderOptions(), loggers.CreateLogger<Encoder>());
        }
    }

    /// <exception cref="StartRefusedException">The package is damaged, or not in FP32.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _package = ModelPackage.Open(Path.GetFullPath(options.Value.Model, AppContext.BaseDirectory));
        }
        catch (ModelPackageException unusable)
        {
            throw new StartRefusedException($"Server:Model: {unusable.Message}", unusable);
        }
        if (_package.Manifest.Precision != "fp32")
            throw new StartRefusedException(
                $"Server:Model: '{_package.Folder}' is {_package.Manifest.Precision}: give the FP32 package, whose embeddings serve all precisions.");
        await EmbedAnewAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _encoder?.Dispose();

    private async Task EmbedAnewAsync(CancellationToken cancellation)
    {
        await using var turn = await turns.TakeAsync(DatabaseWork.Start, cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ServerContext>();
        var kind = EmbedJob.KindOf(EncoderId);
        var others = await db.Pictures.Where(picture => picture.State != PictureState.Refused
                && !db.PictureEmbeddings.Any(embedding => embedding.PictureId == picture.Id && embedding.EncoderId == EncoderId.Value)
                && !db.Jobs.Any(job => job.Kind == kind && job.PictureId == picture.Id && job.State == JobState.Waiting))
            .Select(picture => picture.Id).ToListAsync(cancellation);
        if (others.Count == 0)
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var queue = scope.ServiceProvider.GetRequiredService<JobQueue>();
        foreach (var picture in others)
            queue.Add(kind, picture);
        await db.SaveChangesAsync(cancellation);
        await db.Pictures.Where(picture => picture.State == PictureState.Embedded
                && !db.PictureEmbeddings.Any(embedding => embedding.PictureId == picture.Id && embedding.EncoderId == EncoderId.Value))
            .ExecuteUpdateAsync(picture => picture.SetProperty(p => p.State, PictureState.Pending), cancellation);
        await transaction.CommitAsync(cancellation);
        LogAnew(others.Count, EncoderId.Short);
    }

    [LoggerMessage(1300, LogLevel.Information, "{Pictures} pictures are embedded by encoder {Encoder} in the background")]
    private partial void LogAnew(int pictures, string encoder);
}
