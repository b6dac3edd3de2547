using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Trains an encoder by a recipe and leaves a checkpoint after every epoch; started again, it goes on from there to
/// the same numbers.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    public const string CheckpointName = "checkpoint.safetensors";
    public const string EncoderName = "encoder.safetensors";
    public const string LogName = "log.jsonl";

    private readonly TrainingRecipe _recipe;
    private readonly TimeProvider _time;
    private readonly PictureCache _cache;
    private readonly Validation? _validation;
    private readonly IReadOnlyList<TrainingSample> _samples;
    private readonly MPerClassSampler _sampler;
    private readonly MetricLoss _loss;
    private readonly AdamW _optimizer;
    private readonly MovingAverage? _average;
    private readonly TrainingStep _step;
    private readonly CosineSchedule _schedule;
    private readonly PixelNormalization _normalization;
    private readonly int _stepsPerEpoch;
    private readonly Device _device;
    private RunState _state;

    /// <param name="cache">The pictures to learn from; the caller disposes it after the run.</param>
    /// <param name="validation">Products that are not trained on; null to do without.</param>
    /// <exception cref="InvalidDataException">The run's checkpoint is damaged or of another recipe.</exception>
    /// <exception cref="ArgumentException">The recipe wants early stopping and there is no validation.</exception>
    public TrainingRun(TrainingRecipe recipe, PictureCache cache, TimeProvider time, Validation? validation = null, Device? device = null)
    {
        if (recipe.Schedule.Patience > 0 && validation is null)
            throw new ArgumentException("schedule.patience needs products to validate on: set data.validationEvery or data.holdOutEvery, or take patience out.");
        _recipe = recipe;
        _time = time;
        _cache = cache;
        _validation = validation;
        _state = new(recipe.Fingerprint(), 0);
        device ??= CPU;
        _device = device;
        random.manual_seed((long)recipe.Seed);

        _samples = TrainingSample.Of(cache.Dataset);
        var labels = _samples.Select(sample => sample.Class).ToArray();
        _sampler = new(labels, recipe.Schedule.PerClass, recipe.Schedule.Batch, cache.Dataset.Pictures.Count, recipe.Seed);
        _stepsPerEpoch = _sampler.BatchesPerEpoch;

        Encoder = recipe.Model.Create(recipe.Input.Width, recipe.Input.Height);
        Encoder.Views = recipe.Views;
        Encoder.CheckpointsActivations = recipe.Compute.CheckpointsActivations;
        if (recipe.StartFrom is { } start && !File.Exists(CheckpointPath))
            Checkpoint.Read(Environment.ExpandEnvironmentVariables(start), recipe: null, [.. Encoder.State()]);
        _loss = recipe.Loss.Create(Encoder.Dimension, _samples.Max(sample => sample.Class) + 1);
        Encoder.to(device);
        _loss.to(device);
        _optimizer = new(TrainedParameter.Of(Encoder, _loss, recipe.Optimizer), recipe.Optimizer.WeightDecay);
        if (recipe.Optimizer.MovingAverage > 0)
            _average = new(Encoder.State(), recipe.Optimizer.MovingAverage);
        var steps = _stepsPerEpoch * recipe.Schedule.Epochs;
        _schedule = new(recipe.Optimizer.Rate, (int)(recipe.Optimizer.WarmUp * steps), steps);
        _normalization = new(recipe.Input.Mean, recipe.Input.Std, device);
        _step = new(Encoder, _loss, _optimizer, _normalization, recipe.Compute, device);
        Directory.CreateDirectory(recipe.Run);
        if (!File.Exists(CheckpointPath))
        {
            // Lines of an earlier run that was deleted.
            File.Delete(Path.Combine(recipe.Run, LogName));
            return;
        }
        try
        {
            _state = Checkpoint.Read(CheckpointPath, _state.Recipe, State());
            _optimizer.Steps = _state.Epoch * _stepsPerEpoch;
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{error.Message} Give the run another folder, or delete the checkpoint to start anew.", error);
        }
    }

    /// <summary>In the state after the last whole epoch; the run owns it.</summary>
    public ImageEncoder Encoder { get; }

    /// <summary>With the class centres or classifier of the last whole epoch; the run owns it.</summary>
    public MetricLoss Loss => _loss;

    /// <summary>Epochs made, those of earlier starts included.</summary>
    public int EpochsDone => _state.Epoch;

    /// <summary>Epochs that the result was trained for; fewer than <see cref="EpochsDone"/> where a later one was no better.</summary>
    public int ResultEpoch => StopsEarly ? _state.BestEpoch : _state.Epoch;

    /// <summary>Whether the last epoch is done, or patience ran out.</summary>
    public bool IsDone => _state.Epoch >= _recipe.Schedule.Epochs
        || (StopsEarly && _state.Epoch - _state.BestEpoch >= _recipe.Schedule.Patience);

    private bool StopsEarly => _recipe.Schedule.Patience > 0;

    private string CheckpointPath => Path.Combine(_recipe.Run, CheckpointName);

    private string EncoderPath => Path.Combine(_recipe.Run, EncoderName);

    /// <summary>Trains until the run is done, or until one more epoch has ended after <paramref name="cancellation"/>.</summary>
    public void Execute(IProgress<TrainingProgress> progress, CancellationToken cancellation = default)
    {
        TrainedParameter.Train(Encoder, _recipe.Optimizer);
        var started = _time.GetTimestamp();
        var first = _state.Epoch;
        while (!IsDone && !cancellation.IsCancellationRequested)
        {
            var report = TrainEpoch(progress, started, first);
            _state = _state with { Epoch = _state.Epoch + 1 };
            report = report with { EpochEnded = true, Validation = TakeResult() };
            // A line too many, where the run is killed in between, is made once more; one too few would stay missing.
            Log(report);
            Checkpoint.Write(CheckpointPath, _state, State());
            progress.Report(report);
        }
    }

    /// <summary>
    /// Leaves in <see cref="Encoder"/> what the run results in so far: the best epoch's weights where it stops early, else the last,
    /// averaged where the recipe says so, and finished with the training pictures. The run cannot train on after it.
    /// </summary>
    /// <exception cref="InvalidDataException">No epoch is done yet, or the result's file is damaged.</exception>
    public void UseResult()
    {
        if (_state.Epoch == 0)
            throw new InvalidDataException($"{_recipe.Run} has no whole epoch yet; train it first.");
        Checkpoint.Read(EncoderPath, _state.Recipe, [.. Encoder.State()]);
        Encoder.eval();
        var paths = _cache.Dataset.Pictures.Select(picture => picture.Path).Distinct(StringComparer.Ordinal);
        Encoder.Finish(PreparedPictures.Batches(paths, _recipe.Input, _device));
    }

    public void Dispose()
    {
        _average?.Dispose();
        _optimizer.Dispose();
        _loss.Dispose();
        Encoder.Dispose();
        _normalization.Dispose();
    }

    private TrainingProgress TrainEpoch(IProgress<TrainingProgress> progress, long started, int first)
    {
        var epochStarted = _time.GetTimestamp();
        var epoch = _state.Epoch;
        var sum = 0.0;
        var done = 0;
        TrainingProgress? report = null;
        var size = _recipe.Schedule.SizeOf(epoch);
        var rise = _recipe.Loss.MarginWarmUp * _schedule.TotalSteps;
        using var augmenter = new Augmenter(_recipe.Augmentation, size);
        var loader = new TrainingLoader(_cache, _samples, _sampler, augmenter, size, _recipe.Seed);
        foreach (var batch in loader.Epoch(epoch))
        {
            var step = epoch * _stepsPerEpoch + done;
            var rate = _schedule.Rate(step);
            _loss.MarginShare = rise > 0 ? Math.Min(1, step / rise) : 1;
            sum += Step(batch, size, step, rate);
            _average?.Update(_optimizer.Steps);
            done++;
            var steps = _stepsPerEpoch * _recipe.Schedule.Epochs;
            var made = step + 1 - first * _stepsPerEpoch;
            var left = _time.GetElapsedTime(started) / made * (steps - step - 1);
            var seconds = _time.GetElapsedTime(epochStarted).TotalSeconds;
            var pace = done * _recipe.Schedule.Batch / Math.Max(1e-3, seconds);
            report = new(epoch + 1, _recipe.Schedule.Epochs, step + 1, steps, sum / done, rate, pace, seconds, left);
            progress.Report(report);
        }
        return report!;
    }

    private double Step(TrainingBatch batch, int size, int step, double rate)
    {
        double loss;
        try
        {
            loss = _step.Run(batch, size, rate, _recipe.Optimizer.ClipNorm);
        }
        catch (ExternalException failed)
        {
            throw new InvalidDataException(
                $"libtorch failed at step {step + 1}: {failed.Message.Split('\n')[0]} If its memory ran out, set compute.accumulation or "
                + "compute.checkpointsActivations.", failed);
        }
        return double.IsFinite(loss)
            ? loss
            : throw new InvalidDataException(
                $"The loss is {loss} at step {step + 1}: lower optimizer.rate. {CheckpointName} keeps the last whole epoch.");
    }

    // Validates the weights that the run would result in, and keeps them unless an earlier epoch's were better. They are on
    // disk before the checkpoint that speaks of them.
    private double? TakeResult()
    {
        _average?.Exchange();
        try
        {
            var score = _validation?.Score(Encoder);
            var isBest = score is { } measured && (_state.BestEpoch == 0 || measured > _state.BestScore);
            if (isBest)
                _state = _state with { BestScore = score!.Value, BestEpoch = _state.Epoch };
            if (isBest || !StopsEarly)
                Checkpoint.Write(EncoderPath, _state, [.. Encoder.State()]);
            return score;
        }
        finally
        {
            _average?.Exchange();
            TrainedParameter.Train(Encoder, _recipe.Optimizer);
        }
    }

    private List<(string Name, Tensor Tensor)> State() =>
    [
        .. Encoder.State(),
        .. _loss.named_parameters().Select(entry => ($"loss.{entry.name}", (Tensor)entry.parameter)),
        .. _optimizer.State,
        .. _average?.State ?? [],
    ];

    private void Log(TrainingProgress report) => File.AppendAllText(
        Path.Combine(_recipe.Run, LogName),
        JsonSerializer.Serialize(LoggedEpoch.Of(report), JsonSerializerOptions.Web) + "\n");
}
