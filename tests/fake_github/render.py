"""The state as the REST API and the webhooks show it. Every shape here is checked against GitHub's description."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any
from urllib.parse import quote as percent

from .diff import FileChange
from .git import Commit
from .state import Comment, Issue, Label, Milestone, Pull, Repository, Review, ReviewComment, User, node_id

Json = dict[str, Any]
WEB = "https://github.com"
REPOSITORY_LINKS = {
    **{name: f"/{name}" for name in (
        "contributors", "deployments", "downloads", "events", "forks", "hooks", "languages", "merges", "stargazers",
        "subscribers", "subscription", "tags", "teams",
    )},
    "archive": "/{archive_format}{/ref}", "assignees": "/assignees{/user}", "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}", "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}", "commits": "/commits{/sha}", "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}", "git_commits": "/git/commits{/sha}", "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}", "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}", "issues": "/issues{/number}", "keys": "/keys{/key_id}",
    "labels": "/labels{/name}", "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}", "pulls": "/pulls{/number}",
    "releases": "/releases{/id}", "statuses": "/statuses/{sha}", "trees": "/git/trees{/sha}",
}  # fmt: skip


def stamp(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


class Renderer:
    """Needs only the base URL of the API, without a slash at the end."""

    def __init__(self, api: str) -> None:
        self.api = api

    def user(self, user: User) -> Json:
        api = f"{self.api}/users/{user.login}"
        links = ("followers", "subscriptions", "organizations", "repos", "received_events")
        return {
            "login": user.login,
            "id": user.id,
            "node_id": node_id(user),
            "avatar_url": f"https://avatars.githubusercontent.com/u/{user.id}?v=4",
            "gravatar_id": "",
            "url": api,
            "html_url": f"{WEB}/apps/github-actions" if user.is_bot else f"{WEB}/{user.login}",
            **{f"{name}_url": f"{api}/{name.replace('organizations', 'orgs')}" for name in links},
            "following_url": f"{api}/following{{/other_user}}",
            "gists_url": f"{api}/gists{{/gist_id}}",
            "starred_url": f"{api}/starred{{/owner}}{{/repo}}",
            "events_url": f"{api}/events{{/privacy}}",
            "type": "Bot" if user.is_bot else "User",
            "site_admin": False,
        }

    def repository(self, repo: Repository, permissions: Json | None = None) -> Json:
        url, html = f"{self.api}/repos/{repo.full_name}", f"{WEB}/{repo.full_name}"
        created = stamp(repo.world.started)
        shown: Json = {
            "id": repo.id,
            "node_id": node_id(repo),
            "name": repo.name,
            "full_name": repo.full_name,
            "owner": self.user(repo.owner),
            "private": repo.private,
            "visibility": "private" if repo.private else "public",
            "html_url": html,
            "url": url,
            "description": None,
            "fork": repo.fork_of is not None,
            **{f"{name}_url": url + path for name, path in REPOSITORY_LINKS.items()},
            "git_url": f"git://github.com/{repo.full_name}.git",
            "ssh_url": f"git@github.com:{repo.full_name}.git",
            "clone_url": f"{html}.git",
            "svn_url": html,
            "mirror_url": None,
            "homepage": None,
            "language": None,
            "license": None,
            "size": len(repo.store.blobs),
            "default_branch": repo.default_branch,
            "created_at": created,
            "updated_at": created,
            "pushed_at": stamp(repo.clock.now),
            **dict.fromkeys(("forks", "forks_count", "stargazers_count", "watchers", "watchers_count"), 0),
            "open_issues": (open_issues := sum(one.state == "open" for one in repo.numbered.values())),
            "open_issues_count": open_issues,
            "has_issues": repo.has_issues,
            **dict.fromkeys(("has_projects", "has_wiki", "has_downloads"), True),
            **dict.fromkeys(("has_pages", "has_discussions", "archived", "disabled", "is_template"), False),
            "allow_forking": True,
            "web_commit_signoff_required": False,
            "topics": [],
        }
        return shown | ({"permissions": permissions} if permissions else {})

    def full_repository(self, repo: Repository, permissions: Json) -> Json:
        """What GET of one repository adds."""
        return self.repository(repo, permissions) | {
            "network_count": 0,
            "subscribers_count": 0,
            "temp_clone_token": None,
            "allow_squash_merge": True,
            "allow_merge_commit": True,
            "allow_rebase_merge": True,
            "delete_branch_on_merge": False,
        }

    def commit(self, repo: Repository, commit: Commit, files: list[FileChange] | None = None) -> Json:
        url, html = f"{self.api}/repos/{repo.full_name}", f"{WEB}/{repo.full_name}"
        author = repo.user(commit.author)
        person = {"name": author.login, "email": f"{author.login}@users.noreply.github.com", "date": stamp(commit.date)}
        tree = repo.store.tree_of(commit)
        shown: Json = {
            "sha": commit.sha,
            "node_id": "C_" + base64.urlsafe_b64encode(commit.sha[:18].encode()).decode(),
            "commit": {
                "author": person,
                "committer": person,
                "message": commit.message,
                "tree": {"sha": tree, "url": f"{url}/git/trees/{tree}"},
                "url": f"{url}/git/commits/{commit.sha}",
                "comment_count": 0,
                "verification": {
                    "verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None,
                },
            },
            "url": f"{url}/commits/{commit.sha}",
            "html_url": f"{html}/commit/{commit.sha}",
            "comments_url": f"{url}/commits/{commit.sha}/comments",
            "author": self.user(author),
            "committer": self.user(author),
            "parents": [
                {"sha": sha, "url": f"{url}/commits/{sha}", "html_url": f"{html}/commit/{sha}"}
                for sha in commit.parents
            ],
        }  # fmt: skip
        if files is not None:
            additions, deletions = sum(one.additions for one in files), sum(one.deletions for one in files)
            shown["stats"] = {"additions": additions, "deletions": deletions, "total": additions + deletions}
            shown["files"] = [self.file(repo, one, commit.sha) for one in files]
        return shown

    def file(self, repo: Repository, change: FileChange, sha: str) -> Json:
        shown: Json = {
            "sha": change.sha,
            "filename": change.path,
            "status": change.status,
            "additions": change.additions,
            "deletions": change.deletions,
            "changes": change.additions + change.deletions,
            "blob_url": f"{WEB}/{repo.full_name}/blob/{sha}/{quote(change.path)}",
            "raw_url": f"{WEB}/{repo.full_name}/raw/{sha}/{quote(change.path)}",
            "contents_url": f"{self.api}/repos/{repo.full_name}/contents/{quote(change.path)}?ref={sha}",
        }
        if change.previous_path:
            shown["previous_filename"] = change.previous_path
        if change.patch is not None:
            shown["patch"] = change.patch
        return shown

    def label(self, repo: Repository, label: Label) -> Json:
        return {
            "id": label.id,
            "node_id": node_id(label),
            "url": f"{self.api}/repos/{repo.full_name}/labels/{quote(label.name)}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def milestone(self, repo: Repository, milestone: Milestone) -> Json:
        url = f"{self.api}/repos/{repo.full_name}/milestones/{milestone.number}"
        states = [one.state for one in repo.issues if one.milestone is milestone]
        return {
            "id": milestone.id,
            "node_id": node_id(milestone),
            "url": url,
            "html_url": f"{WEB}/{repo.full_name}/milestone/{milestone.number}",
            "labels_url": f"{url}/labels",
            "number": milestone.number,
            "title": milestone.title,
            "description": None,
            "state": milestone.state,
            "creator": self.user(milestone.user),
            "open_issues": states.count("open"),
            "closed_issues": states.count("closed"),
            "created_at": stamp(milestone.created_at),
            "updated_at": stamp(milestone.created_at),
            "closed_at": stamp(milestone.created_at if milestone.state == "closed" else None),
            "due_on": None,
        }

    def issue(self, issue: Issue) -> Json:
        repo = issue.repo
        url, html = f"{self.api}/repos/{repo.full_name}", f"{WEB}/{repo.full_name}"
        one = f"{url}/issues/{issue.number}"
        is_pull = isinstance(issue, Pull)
        web = f"{html}/{'pull' if is_pull else 'issues'}/{issue.number}"
        shown: Json = {
            "url": one,
            "repository_url": url,
            "labels_url": f"{one}/labels{{/name}}",
            "comments_url": f"{one}/comments",
            "events_url": f"{one}/events",
            "html_url": web,
            "timeline_url": f"{one}/timeline",
            "id": issue.id,
            "node_id": node_id(issue),
            "number": issue.number,
            "title": issue.title,
            "user": self.user(issue.user),
            "labels": [self.label(repo, label) for label in issue.labels],
            "state": issue.state,
            "state_reason": issue.state_reason,
            "locked": issue.locked,
            "active_lock_reason": None,
            "assignee": self.user(issue.assignees[0]) if issue.assignees else None,
            "assignees": [self.user(user) for user in issue.assignees],
            "milestone": self.milestone(repo, issue.milestone) if issue.milestone else None,
            "comments": len(issue.comments),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": stamp(issue.closed_at),
            "closed_by": self.user(issue.closed_by) if issue.closed_by else None,
            "author_association": self.association(repo, issue.user),
            "body": issue.body,
            "reactions": self.reactions(one),
            "performed_via_github_app": None,
        }
        if isinstance(issue, Pull):
            shown["draft"] = issue.draft
            shown["pull_request"] = {
                "url": f"{url}/pulls/{issue.number}", "html_url": web, "diff_url": f"{web}.diff",
                "patch_url": f"{web}.patch", "merged_at": stamp(issue.merged_at),
            }  # fmt: skip
        return shown

    def comment(self, comment: Comment) -> Json:
        repo, number = comment.issue.repo, comment.issue.number
        kind = "pull" if isinstance(comment.issue, Pull) else "issues"
        url = f"{self.api}/repos/{repo.full_name}/issues/comments/{comment.id}"
        return {
            "url": url,
            "html_url": f"{WEB}/{repo.full_name}/{kind}/{number}#issuecomment-{comment.id}",
            "issue_url": f"{self.api}/repos/{repo.full_name}/issues/{number}",
            "id": comment.id,
            "node_id": node_id(comment),
            "user": self.user(comment.user),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "body": comment.body,
            "author_association": self.association(repo, comment.user),
            "reactions": self.reactions(url),
            "performed_via_github_app": None,
        }

    def pull(self, pull: Pull, whole: bool = True) -> Json:
        """``whole`` is the answer to GET of one; lists and events leave the counts out or in by their own rules."""
        repo = pull.repo
        url, html = f"{self.api}/repos/{repo.full_name}", f"{WEB}/{repo.full_name}/pull/{pull.number}"
        one, issue = f"{url}/pulls/{pull.number}", f"{url}/issues/{pull.number}"
        comments, status = f"{issue}/comments", f"{url}/statuses/{pull.head_sha}"
        links = {
            "self": one, "html": html, "issue": issue, "comments": comments, "review_comments": f"{one}/comments",
            "review_comment": f"{url}/pulls/comments{{/number}}", "commits": f"{one}/commits", "statuses": status,
        }  # fmt: skip
        shown: Json = {
            "url": one,
            "id": pull.id,
            "node_id": node_id(pull),
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            "issue_url": issue,
            "number": pull.number,
            "state": pull.state,
            "locked": False,
            "active_lock_reason": None,
            "title": pull.title,
            "user": self.user(pull.user),
            "body": pull.body or None,
            "created_at": stamp(pull.created_at),
            "updated_at": stamp(pull.updated_at),
            "closed_at": stamp(pull.closed_at),
            "merged_at": stamp(pull.merged_at),
            "merge_commit_sha": pull.merge_commit,
            "assignee": self.user(pull.assignees[0]) if pull.assignees else None,
            "assignees": [self.user(user) for user in pull.assignees],
            "requested_reviewers": [],
            "requested_teams": [],
            "labels": [self.label(repo, label) for label in pull.labels],
            "milestone": None,
            "draft": pull.draft,
            "commits_url": links["commits"],
            "review_comments_url": links["review_comments"],
            "review_comment_url": links["review_comment"],
            "comments_url": comments,
            "statuses_url": status,
            "head": self.end(pull.head, pull.head_sha, pull.head_repo, pull.user),
            "base": self.end(pull.base, pull.base_sha, repo, repo.owner),
            "_links": {name: {"href": href} for name, href in links.items()},
            "author_association": self.association(repo, pull.user),
            "auto_merge": None,
        }
        if whole:
            files = pull.files()
            shown |= {
                "merged": pull.merged_at is not None,
                "mergeable": None if pull.merged_at else True,
                "rebaseable": None if pull.merged_at else True,
                "mergeable_state": "unknown" if pull.merged_at else "clean",
                "merged_by": self.user(pull.merged_by) if pull.merged_by else None,
                "comments": len(pull.comments),
                "review_comments": len(pull.review_comments),
                "maintainer_can_modify": pull.is_fork,
                "commits": len(set(repo.store.ancestors(pull.head_sha)) - set(repo.store.ancestors(pull.base_sha))),
                "additions": sum(one.additions for one in files),
                "deletions": sum(one.deletions for one in files),
                "changed_files": len(files),
            }
        return shown

    def end(self, ref: str, sha: str, repo: Repository | None, author: User) -> Json:
        """One end of a pull request; the repository of a head can be gone."""
        owner = repo.owner if repo else author
        return {
            "label": f"{owner.login}:{ref}" if repo else "unknown repository",
            "ref": ref,
            "sha": sha,
            "user": self.user(owner),
            "repo": self.repository(repo) if repo else None,
        }

    def review(self, pull: Pull, review: Review) -> Json:
        html = f"{WEB}/{pull.repo.full_name}/pull/{pull.number}#pullrequestreview-{review.id}"
        url = f"{self.api}/repos/{pull.repo.full_name}/pulls/{pull.number}"
        return {
            "id": review.id,
            "node_id": node_id(review),
            "user": self.user(review.user),
            "body": review.body,
            "state": review.state,
            "html_url": html,
            "pull_request_url": url,
            "author_association": self.association(pull.repo, review.user),
            "_links": {"html": {"href": html}, "pull_request": {"href": url}},
            "submitted_at": stamp(review.submitted_at),
            "commit_id": review.commit,
        }

    def review_comment(self, comment: ReviewComment) -> Json:
        thread, pull = comment.thread, comment.thread.pull
        url = f"{self.api}/repos/{pull.repo.full_name}/pulls"
        html = f"{WEB}/{pull.repo.full_name}/pull/{pull.number}#discussion_r{comment.id}"
        shown: Json = {
            "url": f"{url}/comments/{comment.id}",
            "pull_request_review_id": comment.review.id,
            "id": comment.id,
            "node_id": node_id(comment),
            "diff_hunk": thread.diff_hunk,
            "path": thread.path,
            "commit_id": thread.commit,
            "original_commit_id": thread.original_commit,
            "user": self.user(comment.user),
            "body": comment.body,
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "html_url": html,
            "pull_request_url": f"{url}/{pull.number}",
            "author_association": self.association(pull.repo, comment.user),
            "_links": {
                "self": {"href": f"{url}/comments/{comment.id}"},
                "html": {"href": html},
                "pull_request": {"href": f"{url}/{pull.number}"},
            },
            "reactions": self.reactions(f"{url}/comments/{comment.id}"),
            "start_line": thread.start_line,
            "original_start_line": thread.original_start_line,
            "start_side": thread.start_side if thread.original_start_line is not None else None,
            "line": thread.line,
            "original_line": thread.original_line,
            "side": thread.side,
            "position": thread.position,
            "original_position": thread.original_position,
            "subject_type": "line",
        }
        return shown | ({"in_reply_to_id": comment.in_reply_to} if comment.in_reply_to else {})

    def reactions(self, url: str) -> Json:
        kinds = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
        return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(kinds, 0)}

    def association(self, repo: Repository, user: User) -> str:
        if user.is_bot:
            return "NONE"
        return "OWNER" if user is repo.owner else "COLLABORATOR" if repo.assignable(user.login) else "CONTRIBUTOR"


def quote(path: str) -> str:
    """As GitHub quotes a path in an URL."""
    return percent(path, safe="/")
