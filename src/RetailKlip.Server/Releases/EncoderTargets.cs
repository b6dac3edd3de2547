using RetailKlip.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Server;

/// <summary>Offers the package of the server's encoder to kiosks: a release of an encoder that they do not have is held until they can fetch it.</summary>
internal static class EncoderTargets
{
    /// <summary>Publishes the package, or what has changed of it. Where the keys of its role are offline it waits in <c>staged</c> for their holders.</summary>
    /// <returns>Whether something is new, and waits for signatures; false where the repository has it, or has no role for encoders.</returns>
    /// <exception cref="TufException">The repository is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static bool Publish(Repository repository, ModelPackage package, IReadOnlyCollection<SigningKey> keys)
    {
        if (!repository.Status().Any(role => role is { Role: UpdateRepository.ModelsRole, Version: > 0 }))
            return false;
        var known = repository.StagedTargetsOf(UpdateRepository.ModelsRole);
        var missing = Files(package).Where(file => !known.TryGetValue(file.Path, out var target) || !Updater.Holds(file.File, target)).ToList();
        return missing.Count > 0 && !repository.Publish(UpdateRepository.ModelsRole, missing, [], keys);
    }

    private static IEnumerable<NewTarget> Files(ModelPackage package)
    {
        var name = $"models/{package.EncoderId}";
        yield return new NewTarget($"{name}.onnx", package.EncoderPath);
        yield return new NewTarget($"{name}.json", Path.Combine(package.Folder, ModelPackage.ManifestFile));
        if (package.Manifest.Detector is not null)
            yield return new NewTarget($"{name}.detector.onnx", package.DetectorPath);
    }
}
